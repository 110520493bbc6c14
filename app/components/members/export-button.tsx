import { Button } from '@shopify/polaris';
import { useState } from 'react';
import { memberWishFields } from '#app/contracts/members.ts';
import { useI18n } from '../i18n-context.tsx';
import { showToast } from '../toast.tsx';
import type { MemberList } from './use-member-list.ts';

/** Saves what the filter shows as a table. The count on the button rises as the lines come in. */
export function ExportButton({ members }: { readonly members: MemberList }) {
  const { t, number } = useI18n();
  const [lines, setLines] = useState<number | null>(null);
  const download = async () => {
    setLines(0);
    try {
      const body = new URLSearchParams(memberWishFields(members.wish, { text: true }));
      const response = await fetch('/app/members/export', { method: 'POST', body });
      if (!response.ok || response.body === null) throw new Error(`the file answered ${response.status}`);
      save(await readCounting(response.body, setLines));
      showToast(t('members.export.done'));
    } catch {
      showToast(t('download.failed'));
    } finally {
      setLines(null);
    }
  };
  return (
    <Button onClick={() => void download()} disabled={lines !== null || members.rows.length === 0}>
      {lines === null ? t('members.export') : t('members.export.running', { lines: number(lines) })}
    </Button>
  );
}

const LINE_END = 10;

async function readCounting(body: ReadableStream<Uint8Array<ArrayBuffer>>, tell: (lines: number) => void): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let lines = -1;
  const reader = body.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    pieces.push(piece.value);
    for (const byte of piece.value) if (byte === LINE_END) lines += 1;
    tell(Math.max(0, lines));
  }
  return new Blob(pieces, { type: 'text/csv;charset=utf-8' });
}

function save(file: Blob): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = 'members.csv';
  link.click();
  URL.revokeObjectURL(address);
}

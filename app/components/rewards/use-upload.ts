import { useRevalidator } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import type { VoucherLines, VoucherPreview, VoucherRefusal, VoucherUploaded } from '#app/contracts/issuing.ts';
import { type CodesAnswer, type CodesProgress, MOST_CODE_BYTES } from '#app/contracts/rewards.ts';

const LOOK_MS = 700;

export type UploadState =
  | { readonly step: 'idle' }
  | { readonly step: 'reading'; readonly file: File }
  | { readonly step: 'preview'; readonly file: File; readonly preview: VoucherPreview }
  | { readonly step: 'adding'; readonly file: File; readonly lines: number }
  | { readonly step: 'added'; readonly file: File; readonly uploaded: VoucherUploaded }
  | {
      readonly step: 'refused';
      readonly file: File;
      readonly reason: VoucherRefusal['reason'] | 'unreachable';
      readonly refused: VoucherLines | null;
    };

export interface Upload {
  readonly state: UploadState;
  /** Reads a file without keeping anything. */
  look(file: File): void;
  /** Keeps the good codes of the file that was looked at. */
  add(): void;
  reset(): void;
}

/** A file of codes on its way: looked at first, then kept; how far it is while it is read. What is answered to a file that was put away is not heard. */
export function useUpload(rewardId: string): Upload {
  const address = `/app/rewards/${encodeURIComponent(rewardId)}/codes`;
  const [state, setState] = useState<UploadState>({ step: 'idle' });
  const turn = useRef(0);
  const uploadId = useRef('');
  const { revalidate } = useRevalidator();
  const adding = state.step === 'adding';
  useProgress(adding ? address : null, uploadId, (lines) =>
    setState((was) => (was.step === 'adding' ? { ...was, lines: Math.max(was.lines, lines) } : was)),
  );
  const run = async (file: File, query: string): Promise<void> => {
    const mine = (turn.current += 1);
    const answer = await send(`${address}?${query}`, file);
    if (mine !== turn.current) return;
    if (answer?.outcome === 'preview') setState({ step: 'preview', file, preview: answer.preview });
    else if (answer?.outcome === 'added') setState({ step: 'added', file, uploaded: answer.uploaded });
    else setState({ step: 'refused', file, reason: answer?.reason ?? 'unreachable', refused: answer?.refused ?? null });
    // What was counted before the answer is old now, whatever the answer was.
    revalidate();
  };
  return {
    state,
    look(file) {
      // One id for the file: pressed twice, it is one upload.
      uploadId.current = crypto.randomUUID();
      if (file.size > MOST_CODE_BYTES) {
        turn.current += 1;
        setState({ step: 'refused', file, reason: 'too-many', refused: null });
        return;
      }
      setState({ step: 'reading', file });
      void run(file, 'deed=preview');
    },
    add() {
      if (state.step !== 'preview') return;
      const { file, preview } = state;
      setState({ step: 'adding', file, lines: 0 });
      const good = preview.refused.total > 0 ? '1' : '0';
      void run(file, new URLSearchParams({ deed: 'upload', upload: uploadId.current, good, file: file.name }).toString());
    },
    reset() {
      turn.current += 1;
      setState({ step: 'idle' });
    },
  };
}

/** Null: no answer of ours came back. */
async function send(address: string, file: File): Promise<CodesAnswer | null> {
  try {
    const response = await fetch(address, { method: 'POST', body: file, headers: { 'Content-Type': 'text/csv' } });
    return response.ok || response.status === 422 ? ((await response.json()) as CodesAnswer) : null;
  } catch {
    return null;
  }
}

/** Asks now and then how many lines were read, while something is read. */
function useProgress(address: string | null, uploadId: { readonly current: string }, onLines: (lines: number) => void): void {
  const tell = useRef(onLines);
  tell.current = onLines;
  useEffect(() => {
    if (address === null) return undefined;
    const timer = setInterval(() => {
      void readProgress(address).then((newest) => {
        if (newest?.uploadId === uploadId.current) tell.current(newest.lines);
      });
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [address, uploadId]);
}

async function readProgress(address: string): Promise<CodesProgress['newest']> {
  try {
    const response = await fetch(address);
    return response.ok ? ((await response.json()) as CodesProgress).newest : null;
  } catch {
    // The next look may succeed; the answer of the upload itself says how it ended.
    return null;
  }
}

import { BlockStack, Button, Card, Select, Text } from '@shopify/polaris';
import { useState } from 'react';
import { PAPERS, QR_FILES, type QrDesign, type QrFile, type QrFileRefusal } from '#app/contracts/qr-design.ts';
import { useI18n } from '../i18n-context.tsx';
import { showToast } from '../toast.tsx';
import type { QrDesignState } from './use-qr-design.ts';

/** In the order in which they are wanted. */
const ORDER = ['poster.pdf', 'table-tent.pdf', 'sticker.pdf', 'qr-code.png', 'qr-code.svg'] as const satisfies readonly QrFile[];

/** What can be printed and downloaded, made of the design as it stands on the page. */
export function FilesCard({ state, ready }: { readonly state: QrDesignState; readonly ready: boolean }) {
  const { t } = useI18n();
  const { design, change, problems } = state;
  const { busy, refusal, download } = useDownload(design);
  const offered = ready && problems.size === 0;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('qr.files')}
        </Text>
        <Text as="p" tone="subdued">
          {t('qr.files.text')}
        </Text>
        <Select
          label={t('qr.paper')}
          options={PAPERS.map((value) => ({ value, label: t(`qr.paper.${value}`) }))}
          value={design.paper}
          onChange={(value) => change({ paper: value as QrDesign['paper'] })}
        />
        <div role="alert">{refusal !== null && <RefusalWords refusal={refusal} />}</div>
        <ul className="rung-qr-files">
          {ORDER.filter((file) => QR_FILES.includes(file)).map((file) => (
            <li key={file}>
              <div>
                <p className="rung-strong">{t(`qr.file.${file}`)}</p>
                <p className="rung-quiet">{t(`qr.file.${file}.text`)}</p>
              </div>
              <Button
                onClick={() => void download(file)}
                loading={busy === file}
                disabled={!offered}
                accessibilityLabel={`${t('download.button')}: ${t(`qr.file.${file}`)}`}
              >
                {t('download.button')}
              </Button>
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}

function RefusalWords({ refusal }: { readonly refusal: QrFileRefusal }) {
  const { t } = useI18n();
  const words = refusal.reason === 'signs' ? t('qr.file.signs', { signs: refusal.signs.join(' ') }) : t('qr.file.logo');
  return <p className="rung-problem">{words}</p>;
}

/** Asks for a file by sending the design along: what is printed is what is seen, and nothing need be saved for it. */
function useDownload(design: QrDesign) {
  const { t } = useI18n();
  const [busy, setBusy] = useState<QrFile | null>(null);
  const [refusal, setRefusal] = useState<QrFileRefusal | null>(null);
  const download = async (file: QrFile) => {
    setBusy(file);
    setRefusal(null);
    try {
      const response = await fetch(`/app/branding/qr/${file}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(design),
      });
      if (response.status === 422) setRefusal((await response.json()) as QrFileRefusal);
      else if (response.ok) saveAs(await response.blob(), file);
      else throw new Error(`the file answered ${response.status}`);
    } catch {
      showToast(t('download.failed'));
    } finally {
      setBusy(null);
    }
  };
  return { busy, refusal, download };
}

function saveAs(content: Blob, fileName: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
}

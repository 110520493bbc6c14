import { Button } from '@shopify/polaris';
import { useState } from 'react';
import { useI18n } from './i18n-context.tsx';
import { showToast } from './toast.tsx';

export interface DownloadButtonProps {
  readonly url: string;
  readonly fileName: string;
  /** What is downloaded, for who does not see the row. */
  readonly about: string;
}

/** Saves a file of the app. Fetched, not linked to: App Bridge puts its token on a fetch, and a link carries none. */
export function DownloadButton({ url, fileName, about }: DownloadButtonProps) {
  const { t } = useI18n();
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      await saveAs(url, fileName);
    } catch {
      showToast(t('download.failed'));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button onClick={() => void download()} loading={busy} accessibilityLabel={`${t('download.button')}: ${about}`}>
      {t('download.button')}
    </Button>
  );
}

/** Saves a file of the app under a name. Throws when it could not be fetched. */
export async function saveAs(url: string, fileName: string): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the file answered ${response.status}`);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
}

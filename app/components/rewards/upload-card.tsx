import { Banner, BlockStack, Button, Card, InlineStack, Spinner, Text } from '@shopify/polaris';
import { type DragEvent, useRef, useState } from 'react';
import { useI18n } from '../i18n-context.tsx';
import { LineErrors } from './line-errors.tsx';
import { type Upload, type UploadState, useUpload } from './use-upload.ts';

/** A file of codes: chosen, looked at, and only then kept. */
export function UploadCard({ rewardId }: { readonly rewardId: string }) {
  const { t } = useI18n();
  const upload = useUpload(rewardId);
  const { state } = upload;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {t('vouchers.upload.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('vouchers.upload.text')} {t('vouchers.upload.limits')}
          </Text>
        </BlockStack>
        {(state.step === 'idle' || state.step === 'added' || state.step === 'refused') && (
          <Chooser onFile={upload.look} again={state.step !== 'idle'} />
        )}
        <div role="status">
          <Standing upload={upload} state={state} />
        </div>
      </BlockStack>
    </Card>
  );
}

function Standing({ upload, state }: { readonly upload: Upload; readonly state: UploadState }) {
  const { t } = useI18n();
  switch (state.step) {
    case 'idle':
      return null;
    case 'reading':
    case 'adding':
      return (
        <InlineStack gap="300" blockAlign="center">
          <Spinner size="small" accessibilityLabel={t('vouchers.upload.reading', { file: state.file.name })} />
          <Text as="span">
            {t('vouchers.upload.reading', { file: state.file.name })}
            {state.step === 'adding' && state.lines > 0 && ` · ${t('vouchers.upload.progress', { count: state.lines })}`}
          </Text>
          {state.step === 'reading' && <Button onClick={upload.reset}>{t('vouchers.upload.cancel')}</Button>}
        </InlineStack>
      );
    case 'preview':
      return <Preview upload={upload} state={state} />;
    case 'added':
      return (
        <Banner tone="success" title={t('vouchers.added', { count: state.uploaded.added })}>
          {state.uploaded.refused.total > 0 && <Text as="p">{t('vouchers.added.left-out', { count: state.uploaded.refused.total })}</Text>}
        </Banner>
      );
    case 'refused':
      return (
        <BlockStack gap="300">
          <Banner tone="critical">
            <Text as="p">{t(`vouchers.refused.${state.reason}`)}</Text>
          </Banner>
          {state.refused !== null && <LineErrors lines={state.refused} fileName={state.file.name} />}
        </BlockStack>
      );
  }
}

function Preview({ upload, state }: { readonly upload: Upload; readonly state: Extract<UploadState, { step: 'preview' }> }) {
  const { t } = useI18n();
  const { file, preview } = state;
  const { good, refused, sample } = preview;
  return (
    <BlockStack gap="400">
      <BlockStack gap="200">
        <Text as="p" variant="headingMd">
          {good === 0 ? t('vouchers.preview.none', { file: file.name }) : t('vouchers.preview.good', { count: good, file: file.name })}
        </Text>
        {sample.length > 0 && (
          <p className="rung-samples">
            <span className="rung-quiet">{t('vouchers.preview.sample')}</span>
            {sample.map((code, index) => (
              <code key={`${index}:${code}`} className="rung-chip rung-chip-code">
                {code}
              </code>
            ))}
          </p>
        )}
      </BlockStack>
      {refused.total > 0 && <LineErrors lines={refused} fileName={file.name} />}
      {refused.total > 0 && good > 0 && <Text as="p">{t('vouchers.preview.add-good.text')}</Text>}
      <InlineStack gap="200">
        {good > 0 && (
          <Button variant="primary" onClick={upload.add}>
            {t(refused.total > 0 ? 'vouchers.preview.add-good' : 'vouchers.preview.add', { count: good })}
          </Button>
        )}
        <Button onClick={upload.reset}>{t(good > 0 ? 'vouchers.upload.cancel' : 'vouchers.upload.other')}</Button>
      </InlineStack>
    </BlockStack>
  );
}

/** A file by its button, or dropped. */
function Chooser({ onFile, again }: { readonly onFile: (file: File) => void; readonly again: boolean }) {
  const { t } = useI18n();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  return (
    <div
      className={`rung-drop${over ? ' rung-drop-over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input
        ref={input}
        type="file"
        accept=".csv,.txt,text/csv,text/plain"
        hidden
        aria-label={t('vouchers.upload.choose')}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          // Emptied, so that the same file can be chosen once more when it was mended.
          event.currentTarget.value = '';
          if (file) onFile(file);
        }}
      />
      <Button onClick={() => input.current?.click()}>{t(again ? 'vouchers.upload.other' : 'vouchers.upload.choose')}</Button>
      <span className="rung-quiet rung-drop-words">{t('vouchers.upload.drop')}</span>
    </div>
  );
}

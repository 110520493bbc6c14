import { Badge, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { useState } from 'react';
import type { VoucherPoolView, VoucherUploadView } from '#app/contracts/issuing.ts';
import { useI18n } from '../i18n-context.tsx';
import { Ago } from '../moment.tsx';
import { WithdrawDialog } from './withdraw-dialog.tsx';

const TONES = { reading: 'info', done: 'success', refused: 'warning', broken: 'critical' } as const;

/** The files that codes came from, and the way to take out those that nobody has. */
export function UploadsCard({ pool }: { readonly pool: VoucherPoolView }) {
  const { t } = useI18n();
  /** Null: nothing is asked. */
  const [asked, setAsked] = useState<{ readonly uploadId: string | null } | null>(null);
  const { uploads, free, rewardId } = pool;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingSm">
            {t('vouchers.uploads')}
          </Text>
          {free > 0 && <Button onClick={() => setAsked({ uploadId: null })}>{t('vouchers.withdraw.all')}</Button>}
        </InlineStack>
        {uploads.length === 0 ? (
          <Text as="p" tone="subdued">
            {t('vouchers.uploads.none')}
          </Text>
        ) : (
          <ul className="rung-rows">
            {uploads.map((upload) => (
              <li key={upload.uploadId}>
                <UploadRow upload={upload} onWithdraw={() => setAsked({ uploadId: upload.uploadId })} />
              </li>
            ))}
          </ul>
        )}
      </BlockStack>
      {asked !== null && (
        <WithdrawDialog rewardId={rewardId} uploads={uploads} free={free} uploadId={asked.uploadId} onClose={() => setAsked(null)} />
      )}
    </Card>
  );
}

function UploadRow({ upload, onWithdraw }: { readonly upload: VoucherUploadView; readonly onWithdraw: () => void }) {
  const { t } = useI18n();
  const { fileName, at, state, added, refused, free } = upload;
  const parts = [
    ...(state === 'done' ? [t('vouchers.uploads.added', { count: added }), t('vouchers.uploads.free', { count: free })] : []),
    ...(refused > 0 ? [t('vouchers.uploads.left-out', { count: refused })] : []),
  ];
  return (
    <div className="rung-row">
      <div>
        <span className="rung-strong rung-break">{fileName}</span>
        <span className="rung-quiet rung-block">
          <Ago iso={at} />
          {parts.map((part) => ` · ${part}`)}
        </span>
      </div>
      <InlineStack gap="200" blockAlign="center">
        {state !== 'done' && <Badge tone={TONES[state]}>{t(`vouchers.uploads.state.${state}`)}</Badge>}
        {free > 0 && (
          <Button onClick={onWithdraw} accessibilityLabel={t('vouchers.withdraw.named', { file: fileName })}>
            {t('vouchers.withdraw')}
          </Button>
        )}
      </InlineStack>
    </div>
  );
}

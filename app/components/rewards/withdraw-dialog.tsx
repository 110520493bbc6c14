import { Banner, BlockStack, Modal, Select, Text, TextField } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { useEffect, useState } from 'react';
import type { VoucherUploadView } from '#app/contracts/issuing.ts';
import type { RewardDeed } from '#app/contracts/rewards.ts';
import { useI18n } from '../i18n-context.tsx';
import { showToast } from '../toast.tsx';

export interface WithdrawDialogProps {
  readonly rewardId: string;
  readonly uploads: readonly VoucherUploadView[];
  /** Of all files. */
  readonly free: number;
  /** The file that was pressed; null: all. */
  readonly uploadId: string | null;
  readonly onClose: () => void;
}

/** Asks how many codes of which file are taken out for good, and says what that means before it happens. */
export function WithdrawDialog({ rewardId, uploads, free, uploadId, onClose }: WithdrawDialogProps) {
  const { t } = useI18n();
  const fetcher = useFetcher<RewardDeed>();
  const [which, setWhich] = useState(uploadId ?? '');
  const most = which === '' ? free : (uploads.find((upload) => upload.uploadId === which)?.free ?? 0);
  const [typed, setTyped] = useState<string | null>(null);
  const wanted = typed ?? String(most);
  const count = /^\d{1,7}$/.test(wanted) ? Number(wanted) : Number.NaN;
  const isGood = count >= 1 && count <= most;
  const answer = fetcher.data;
  useEffect(() => {
    if (answer?.outcome !== 'withdrawn') return;
    showToast(t('vouchers.withdrawn.done', { count: answer.count }));
    onClose();
  }, [answer, onClose, t]);
  const withdraw = (): void => {
    const all = count === most ? '' : String(count);
    fetcher.submit({ intent: 'withdraw', upload: which, count: all }, { method: 'post', action: `/app/rewards/${rewardId}` });
  };
  return (
    <Modal
      open
      onClose={onClose}
      title={t('vouchers.withdraw.title')}
      primaryAction={{
        content: t('vouchers.withdraw.do', { count: isGood ? count : 0 }),
        destructive: true,
        disabled: !isGood,
        loading: fetcher.state !== 'idle',
        onAction: withdraw,
      }}
      secondaryActions={[{ content: t('vouchers.withdraw.keep'), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          {answer?.outcome === 'refused' && (
            <Banner tone="critical">
              <Text as="p">{t(answer.reason === 'unknown-reward' ? 'vouchers.refused.unknown-reward' : 'vouchers.refused.bad-count')}</Text>
            </Banner>
          )}
          <Text as="p">{t('vouchers.withdraw.text')}</Text>
          <Select
            label={t('vouchers.withdraw.which')}
            options={[
              { value: '', label: t('vouchers.withdraw.file.all') },
              ...uploads.filter((upload) => upload.free > 0).map(({ uploadId: value, fileName: label }) => ({ value, label })),
            ]}
            value={which}
            onChange={(value) => {
              setWhich(value);
              setTyped(null);
            }}
          />
          <TextField
            label={t('vouchers.withdraw.count')}
            helpText={t('vouchers.withdraw.count.help')}
            inputMode="numeric"
            autoComplete="off"
            maxLength={7}
            value={wanted}
            onChange={setTyped}
            {...(isGood ? {} : { error: t('vouchers.refused.bad-count') })}
          />
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}

import { BlockStack, Button, Card, InlineStack, Link, Text, TextField } from '@shopify/polaris';
import { MinusIcon, PlusIcon } from '@shopify/polaris-icons';
import { useFetcher } from '@remix-run/react';
import { type FormEvent, useEffect, useState } from 'react';
import type { HandoverAnswer, RewardStockView } from '#app/contracts/handover.ts';
import { useI18n } from '../i18n-context.tsx';
import { showToast } from '../toast.tsx';
import { refusalText } from './refusal-text.ts';

/** How much is left of each reward that people hand over, to be set or corrected. */
export function StockCard({ stock }: { readonly stock: readonly RewardStockView[] }) {
  const { t } = useI18n();
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {t('handover.stock')}
          </Text>
          {stock.some(({ counted }) => counted) && (
            <Text as="p" tone="subdued" variant="bodySm">
              {t('handover.stock.help')}
            </Text>
          )}
        </BlockStack>
        {stock.length === 0 && (
          <Text as="p">
            {t('handover.stock.empty')} <Link url="/app/program/rewards">{t('handover.stock.empty.link')}</Link>
          </Text>
        )}
        {stock.length > 0 && (
          <ul className="rung-rows">
            {stock.map((reward) => (
              <li key={reward.rewardId}>
                <Stock reward={reward} />
              </li>
            ))}
          </ul>
        )}
      </BlockStack>
    </Card>
  );
}

function Stock({ reward }: { readonly reward: RewardStockView }) {
  const { t } = useI18n();
  return (
    <BlockStack gap="200">
      <div>
        <span className="rung-strong">{reward.name}</span>
        <span className={`rung-block ${reward.counted && (reward.left ?? 0) === 0 ? 'rung-loss' : 'rung-quiet'}`}>
          {leftText(reward, t)}
          {reward.waiting > 0 && <span className="rung-quiet"> · {t('handover.stock.waiting', { count: reward.waiting })}</span>}
        </span>
      </div>
      {reward.counted && <StockForm reward={reward} />}
    </BlockStack>
  );
}

function leftText({ counted, left }: RewardStockView, t: ReturnType<typeof useI18n>['t']): string {
  if (!counted) return t('handover.stock.free');
  if (left === null) return t('handover.stock.uncounted');
  return left === 0 ? t('handover.stock.none') : t('handover.stock.left', { count: left });
}

/** What is left, to be set or corrected by one. */
export function StockForm({ reward }: { readonly reward: Pick<RewardStockView, 'rewardId' | 'name' | 'left'> }) {
  const i18n = useI18n();
  const { t } = i18n;
  const { rewardId, name, left } = reward;
  const fetcher = useFetcher<HandoverAnswer>();
  const [typed, setTyped] = useState(String(left ?? ''));
  const answer = fetcher.data;
  useEffect(() => setTyped(String(left ?? '')), [left]);
  useEffect(() => {
    if (answer?.outcome === 'stock') showToast(t('handover.stock.saved'));
  }, [answer, t]);
  const refusal = refusalText(answer, i18n);
  const send = (change: 'set' | 'add', amount: string): void =>
    fetcher.submit({ intent: 'stock', rewardId, change, amount }, { method: 'post', action: '/app/handover' });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send('set', typed);
  };
  return (
    <form onSubmit={submit} noValidate>
      <InlineStack gap="200" blockAlign="start" wrap={false}>
        <Button
          size="large"
          icon={MinusIcon}
          disabled={(left ?? 0) === 0}
          accessibilityLabel={t('handover.stock.less', { reward: name })}
          onClick={() => send('add', '-1')}
        />
        <div className="rung-stock-number">
          <TextField
            label={t('handover.stock.number', { reward: name })}
            labelHidden
            inputMode="numeric"
            autoComplete="off"
            maxLength={7}
            align="center"
            value={typed}
            onChange={setTyped}
            {...(refusal === null ? {} : { error: refusal })}
          />
        </div>
        <Button
          size="large"
          icon={PlusIcon}
          accessibilityLabel={t('handover.stock.more', { reward: name })}
          onClick={() => send('add', '1')}
        />
        <Button
          submit
          size="large"
          loading={fetcher.state !== 'idle'}
          disabled={typed === String(left ?? '')}
          accessibilityLabel={t('handover.stock.set.named', { reward: name })}
        >
          {t('handover.stock.set')}
        </Button>
      </InlineStack>
    </form>
  );
}

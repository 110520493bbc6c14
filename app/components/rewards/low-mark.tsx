import { Button, InlineStack, TextField } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { type FormEvent, useEffect, useState } from 'react';
import type { RewardDeed } from '#app/contracts/rewards.ts';
import { useI18n } from '../i18n-context.tsx';
import { showToast } from '../toast.tsx';

/** From how many left on somebody wants to hear of it. */
export function LowMark({ rewardId, lowAt }: { readonly rewardId: string; readonly lowAt: number }) {
  const { t } = useI18n();
  const fetcher = useFetcher<RewardDeed>();
  const [typed, setTyped] = useState(String(lowAt));
  const answer = fetcher.data;
  useEffect(() => setTyped(String(lowAt)), [lowAt]);
  useEffect(() => {
    if (answer?.outcome === 'low-mark') showToast(t('rewards.low.saved'));
  }, [answer, t]);
  const problem = answer?.outcome === 'refused' && fetcher.state === 'idle' ? t(PROBLEMS[answer.reason] ?? 'rewards.low.problem') : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    fetcher.submit({ intent: 'low-mark', lowAt: typed }, { method: 'post', action: `/app/rewards/${rewardId}` });
  };
  return (
    <form onSubmit={submit} noValidate>
      <InlineStack gap="200" blockAlign="start">
        <div className="rung-low-mark">
          <TextField
            label={t('rewards.low.at')}
            helpText={t('rewards.low.at.help')}
            inputMode="numeric"
            autoComplete="off"
            maxLength={7}
            value={typed}
            onChange={setTyped}
            connectedRight={
              <Button submit loading={fetcher.state !== 'idle'} disabled={typed === String(lowAt)}>
                {t('rewards.low.save')}
              </Button>
            }
            {...(problem === null ? {} : { error: problem })}
          />
        </div>
      </InlineStack>
    </form>
  );
}

const PROBLEMS: Readonly<Record<string, 'rewards.low.gone' | 'rewards.low.not-counted'>> = {
  'unknown-reward': 'rewards.low.gone',
  'not-counted': 'rewards.low.not-counted',
};

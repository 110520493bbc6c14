import { Button } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { useEffect, useState } from 'react';
import type { RewardDeed } from '#app/contracts/rewards.ts';
import { useI18n } from '../i18n-context.tsx';
import { showToast } from '../toast.tsx';
import { askForScopes, mayAskForScopes } from './store-scopes.ts';

/** Asks the stores what they can hand out; their answers are there a moment later. */
function useAsking() {
  const { t } = useI18n();
  const fetcher = useFetcher<RewardDeed>();
  const answer = fetcher.data;
  useEffect(() => {
    if (answer?.outcome === 'asked') showToast(t('rewards.store.asked'));
  }, [answer, t]);
  return {
    ask: () => fetcher.submit({ intent: 'ask-stores' }, { method: 'post', action: '/app/program/rewards' }),
    busy: fetcher.state !== 'idle',
  };
}

/** Whoever changed a setting in the shop need not wait for us to look. */
export function AskAgain() {
  const { t } = useI18n();
  const { ask, busy } = useAsking();
  return (
    <Button variant="plain" loading={busy} onClick={ask}>
      {t('rewards.store.again')}
    </Button>
  );
}

/** The shop's owner is asked for a permission, and then the shop is asked anew; nothing where only the shop's own admin could ask. */
export function Allow({ scopes }: { readonly scopes: readonly string[] }) {
  const { t } = useI18n();
  const { ask, busy } = useAsking();
  const [possible, setPossible] = useState(false);
  // Only the shop's own admin can ask its owner, and only in the browser is it known.
  useEffect(() => setPossible(mayAskForScopes()), []);
  if (!possible) return null;
  return (
    <Button
      loading={busy}
      onClick={() => {
        void askForScopes(scopes).then((granted) => {
          if (granted) ask();
        });
      }}
    >
      {t('rewards.store.allow')}
    </Button>
  );
}

import { Banner } from '@shopify/polaris';
import { Link } from '@remix-run/react';
import type { RunningLow } from '#app/contracts/rewards.ts';
import { useI18n } from '../i18n-context.tsx';

const SHOWN = 3;

/** Rewards of which little or nothing is left, each leading to where more of it comes from; nothing when there is plenty of everything. */
export function LowBanner({ low }: { readonly low: readonly RunningLow[] }) {
  const { t } = useI18n();
  if (low.length === 0) return null;
  const isOver = low.some(({ supply }) => supply.level !== 'low');
  return (
    <Banner tone={isOver ? 'critical' : 'warning'} title={t('rewards.low.title', { count: low.length })}>
      <ul className="rung-low-list">
        {low.slice(0, SHOWN).map((one) => (
          <li key={one.rewardId}>
            <Link to={`/app/rewards/${one.rewardId}`}>{lowText(one, t)}</Link>
          </li>
        ))}
        {low.length > SHOWN && (
          <li>
            <Link to="/app/rewards">{t('rewards.low.more', { count: low.length - SHOWN })}</Link>
          </li>
        )}
      </ul>
    </Banner>
  );
}

function lowText({ name, supply }: RunningLow, t: ReturnType<typeof useI18n>['t']): string {
  const { kind, left } = supply;
  if (left === null) return t('rewards.low.uncounted', { reward: name });
  if (left === 0) return t('rewards.low.none', { reward: name });
  return t(kind === 'codes' ? 'rewards.low.codes' : 'rewards.low.pieces', { reward: name, count: left });
}

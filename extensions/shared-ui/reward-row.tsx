import { useState } from 'preact/hooks';
import type { StorefrontReward, UnitNames } from '#app/contracts/storefront.ts';
import type { Speech } from './speech.ts';
import { withinSteps } from './within-steps.ts';

export interface RewardRowProps {
  readonly reward: StorefrontReward;
  readonly unit: UnitNames;
  readonly speech: Speech;
  /** A request of this reward is under way. */
  readonly busy: boolean;
  /** Why it cannot be had here and now although the member could afford it ("Orders from 25.00"); null: nothing. */
  readonly hindrance: string | null;
  readonly onRedeem: (points: number | null) => void;
}

/** One reward: what it gives and costs, and either a button or what is missing. */
export function RewardRow({ reward, unit, speech, busy, hindrance, onRedeem }: RewardRowProps) {
  const { cost } = reward;
  const [points, setPoints] = useState(cost.kind === 'any-amount' ? cost.max : null);
  const missing = hindrance ?? whyNot(reward, unit, speech);
  const price =
    cost.kind === 'points' ? speech.points(cost.points, unit) : speech.say('reward.from', { points: speech.points(cost.min, unit) });
  return (
    <s-stack gap="small-200">
      <s-grid gridTemplateColumns="1fr auto" gap="base" alignItems="center">
        <s-stack gap="small-400">
          <s-text type="strong">{reward.name}</s-text>
          <s-text color="subdued">{price}</s-text>
        </s-stack>
        {missing === null ? (
          <s-button
            variant="secondary"
            loading={busy}
            accessibilityLabel={speech.say('reward.redeemNamed', { reward: reward.name })}
            onClick={() => onRedeem(points)}
          >
            {speech.say('reward.redeem')}
          </s-button>
        ) : (
          <s-text color="subdued">{missing}</s-text>
        )}
      </s-grid>
      {missing === null && cost.kind === 'any-amount' && cost.max > cost.min && (
        <s-number-field
          label={speech.say('reward.howMany', { worth: worthOf(reward, points ?? cost.max, speech) })}
          min={cost.min}
          max={cost.max}
          step={cost.step}
          value={String(points ?? cost.max)}
          onChange={(event: Event) => setPoints(withinSteps(Number((event.currentTarget as HTMLInputElement).value), cost))}
        />
      )}
    </s-stack>
  );
}

function worthOf(reward: StorefrontReward, points: number, speech: Speech): string {
  const { cost, value } = reward;
  if (cost.kind !== 'any-amount' || !('amountMinor' in value)) return speech.value(value);
  return speech.money(Math.floor(points / cost.step) * value.amountMinor, value.currency);
}

/** What is missing, in a few words; null: nothing. */
function whyNot(reward: StorefrontReward, unit: UnitNames, speech: Speech): string | null {
  if (reward.available) return null;
  switch (reward.reason) {
    case 'points':
      return speech.say('reward.missing', { points: speech.points(reward.missing, unit) });
    case 'debt':
      return speech.say('reward.debt');
    case 'open-codes':
      return speech.say('reward.openCodes');
    case 'limit':
    case 'stock':
      return speech.say('reward.gone');
    default:
      return speech.say('reward.notNow');
  }
}

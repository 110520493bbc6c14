import { useState } from 'preact/hooks';
import type { TillReward } from '#app/contracts/extensions.ts';
import type { UnitNames } from '#app/contracts/storefront.ts';
import type { Speech } from '../../shared-ui/speech.ts';
import { withinSteps } from '../../shared-ui/within-steps.ts';

interface TillRewardRowProps {
  readonly reward: TillReward;
  readonly unit: UnitNames;
  readonly speech: Speech;
  readonly onChoose: (points: number | null) => void;
}

/** A reward at the till: a button, or what is missing. */
export function TillRewardRow({ reward, unit, speech, onChoose }: TillRewardRowProps) {
  const { cost } = reward;
  const [points, setPoints] = useState(cost.kind === 'any-amount' ? cost.max : null);
  const price =
    cost.kind === 'points' ? speech.points(cost.points, unit) : speech.say('reward.from', { points: speech.points(cost.min, unit) });
  const lack =
    reward.reason === 'points'
      ? speech.say('reward.missing', { points: speech.points(reward.missing, unit) })
      : speech.say('reward.notNow');
  return (
    <s-stack gap="small">
      <s-text type="strong">{reward.name}</s-text>
      <s-text color="subdued">{reward.available ? price : `${price} · ${lack}`}</s-text>
      {reward.available && cost.kind === 'any-amount' && cost.max > cost.min && (
        <s-number-field
          label={speech.say('reward.howMany')}
          min={cost.min}
          max={cost.max}
          value={String(points ?? cost.max)}
          onChange={(event) => setPoints(withinSteps(Number(event.currentTarget.value), cost))}
        />
      )}
      {reward.available && (
        <s-button variant="secondary" onClick={() => onChoose(points)}>
          {speech.say('reward.redeem')}
        </s-button>
      )}
    </s-stack>
  );
}

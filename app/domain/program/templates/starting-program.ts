import { invariant } from '../../result.ts';
import { parseProgram } from '../parse-program.ts';
import type { Program } from '../program.schema.ts';
import { unitOf } from './amounts.ts';
import { opening, priceTag, terms } from './pieces.ts';
import type { TemplateInput } from './template.ts';

/**
 * The first version of a store that was just connected: a point for every 1.00 (every 100 in currencies like JPY) from the first day on.
 * It promises nothing that costs money: the first reward, 5.00 off for 500 points, waits until the merchant switches it on.
 */
export function startingProgram(input: TemplateInput): Program {
  const unit = unitOf(input.currency);
  const parsed = parseProgram({
    ...opening(input, 'points', {
      tagline: 'Thank you for coming back.',
      steps: ['Join free with your e-mail.', 'Collect points with every order.', 'Trade them for rewards.'],
    }),
    earning: { rules: [{ id: 'every-order', name: 'Every order', kind: 'per-amount', args: { points: '1', perMinor: unit } }] },
    rewards: [
      {
        id: 'small-amount',
        name: `${priceTag(5 * unit, input.currency)} off`,
        active: false,
        cost: { kind: 'points', points: 500 },
        value: { kind: 'amount', amounts: { [input.currency]: 5 * unit } },
      },
    ],
    joining: { termsText: terms('points') },
  });
  invariant(
    parsed.ok,
    `the first program of a shop in ${input.currency}, ${input.timeZone} is a valid one: ${parsed.ok ? '' : (parsed.refusal[0]?.path ?? '')}`,
  );
  return parsed.value;
}

import { giveBackOf } from '../give-back.ts';
import type { Program } from '../program.schema.ts';

export interface Shape {
  readonly name: string;
  /** What points are called in the program's language, by plural categories; null: as the template calls them. */
  readonly unit: Readonly<Record<string, string>> | null;
  /** How much of what members spend comes back, in percent; null: as the template has it. */
  readonly backPercent: number | null;
  /** "#rrggbb"; null: the pages' own. */
  readonly brandColour: string | null;
}

/**
 * A template's program under the shop's own name, words and colour, and with its rewards as dear as the share that is to come back asks for. Costs are rounded to
 * numbers that people can remember; a program that does not pay by amount keeps its costs.
 */
export function shapeProgram(program: Program, shape: Shape): Program {
  const { points } = program.units;
  const language = program.locale.split('-')[0] ?? program.locale;
  const names = shape.unit === null ? points.names : { ...points.names, [language]: filled(shape.unit) };
  const { percent } = giveBackOf(program);
  const factor = shape.backPercent === null || percent === null || shape.backPercent <= 0 ? 1 : percent / shape.backPercent;
  return {
    ...program,
    name: shape.name,
    branding: { ...program.branding, brandColour: shape.brandColour },
    units: { ...program.units, points: { ...points, names } },
    rewards: factor === 1 ? program.rewards : program.rewards.map((reward) => ({ ...reward, cost: scaled(reward.cost, factor) })),
  };
}

/** A form that was left empty reads like the one for many; without that one the document says what is missing. */
function filled(forms: Readonly<Record<string, string>>): { other: string } & Record<string, string> {
  const given = Object.fromEntries(Object.entries(forms).filter(([, text]) => text.trim() !== ''));
  return { ...given, other: given['other'] ?? given['many'] ?? '' };
}

function scaled(cost: Program['rewards'][number]['cost'], factor: number): Program['rewards'][number]['cost'] {
  if (cost.kind === 'points') return { ...cost, points: roundCost(cost.points * factor) };
  if (cost.kind !== 'any-amount') return cost;
  const step = roundCost(cost.step * factor);
  return { ...cost, step, min: step * Math.max(1, Math.round(cost.min / cost.step)) };
}

/** Two figures are enough to remember: 143 becomes 140, 1,428 becomes 1,400, 7 stays 7. */
function roundCost(points: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, points))) - 1);
  return Math.max(1, Math.round(points / unit) * unit);
}

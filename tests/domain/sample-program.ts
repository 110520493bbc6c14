import { parseProgram } from '#app/domain/program/parse-program.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { demoProgram } from '#app/domain/program/templates/index.ts';
import { invariant } from '#app/domain/result.ts';

/** The sample program of a roastery in Berlin. */
export const SAMPLE = demoProgram({ name: 'Corner Roastery', currency: 'EUR', timeZone: 'Europe/Berlin', freeProductIds: ['1'] });

/** The sample with something changed in a copy of it; what comes out still parses. */
export function sampleWith(change: (draft: Program) => unknown): Program {
  const copy = structuredClone(SAMPLE);
  change(copy);
  const parsed = parseProgram(copy);
  invariant(parsed.ok, parsed.ok ? '' : JSON.stringify(parsed.refusal));
  return parsed.value;
}

/** The thing with that id; a test that names another one is mistaken. */
export function byId<Item extends { readonly id: string }>(items: readonly Item[], id: string): Item {
  const item = items.find((each) => each.id === id);
  invariant(item !== undefined, `there is "${id}"`);
  return item;
}

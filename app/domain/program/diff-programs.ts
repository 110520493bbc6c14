import type { Program } from './program.schema.ts';

export function diffPrograms(_before: Program, _after: Program): readonly string[] {
  return [];
}

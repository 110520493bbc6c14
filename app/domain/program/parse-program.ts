import { askedFor } from '../field-problem.ts';
import type { FieldProblem } from '../field-problem.ts';
import { accepted, refused } from '../result.ts';
import type { Result } from '../result.ts';
import { listed, saying } from '../saying.ts';
import type { Saying } from '../saying.ts';
import { programSchema } from './program.schema.ts';
import type { Program } from './program.schema.ts';
import { SCHEMA_VERSION, upgradeProgram } from './upgrade-program.ts';

/** What is wrong or doubtful in a document, and where: `path` as "rewards.0.cost.points". */
export interface ProgramProblem {
  readonly path: string;
  readonly says: Saying;
}

type Issue = NonNullable<ReturnType<typeof programSchema.safeParse>['error']>['issues'][number];

/** Reads a document of any known shape: upgraded, checked, defaults filled in. Refuses with every problem found (at most 200). */
export function parseProgram(document: unknown): Result<Program, readonly ProgramProblem[]> {
  const upgraded = upgradeProgram(document);
  const version = typeof upgraded === 'object' && upgraded !== null && 'schemaVersion' in upgraded ? upgraded.schemaVersion : undefined;
  if (typeof version === 'number' && version > SCHEMA_VERSION) {
    return refused([{ path: 'schemaVersion', says: says('newer', { shape: version, known: SCHEMA_VERSION }) }]);
  }
  const parsed = programSchema.safeParse(upgraded);
  if (parsed.success) return accepted(parsed.data);
  return refused(
    parsed.error.issues.slice(0, 200).map((issue) => {
      const isMissing = issue.code === 'invalid_type' && valueAt(upgraded, issue.path) === undefined;
      return { path: issue.path.map(String).join('.'), says: isMissing ? says('missing') : problemOf(issue) };
    }),
  );
}

function says(problem: FieldProblem, facts: Saying['facts'] = {}): Saying {
  return saying(`problem.${problem}`, facts);
}

function problemOf(issue: Issue): Saying {
  const asked = askedFor(issue.message);
  if (asked !== null) return says(asked);
  switch (issue.code) {
    case 'invalid_type':
      return says(EXPECTED[issue.expected] ?? 'form');
    case 'invalid_value':
      return says('choose', { list: listed(issue.values.map(String), 'comma') });
    case 'invalid_union':
      return says('kind');
    case 'unrecognized_keys':
      return says('unknown-setting', { list: listed(issue.keys, 'comma') });
    case 'too_small':
      return says(bound(issue.origin, 'at-least'), { count: Number(issue.minimum) });
    case 'too_big':
      return says(bound(issue.origin, 'at-most'), { count: Number(issue.maximum) });
    default:
      return says('form');
  }
}

function bound<Side extends 'at-least' | 'at-most'>(origin: string, side: Side) {
  if (origin === 'string') return `letters-${side}` as const;
  return origin === 'array' ? (`items-${side}` as const) : side;
}

const EXPECTED: Readonly<Record<string, FieldProblem>> = {
  string: 'text',
  number: 'number',
  int: 'whole',
  boolean: 'yes-or-no',
  array: 'list',
  object: 'group',
  record: 'group',
};

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Readonly<Record<PropertyKey, unknown>>)[key] : undefined),
    document,
  );
}

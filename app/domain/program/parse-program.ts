import { accepted, refused } from '../result.ts';
import type { Result } from '../result.ts';
import { programSchema } from './program.schema.ts';
import type { Program } from './program.schema.ts';
import { SCHEMA_VERSION, upgradeProgram } from './upgrade-program.ts';

/** What is wrong in a document and where: `path` as "rewards.0.cost.points", `message` in the merchant's words. */
export interface ProgramProblem {
  readonly path: string;
  readonly message: string;
}

type Issue = NonNullable<ReturnType<typeof programSchema.safeParse>['error']>['issues'][number];

/** Reads a document of any known shape: upgraded, checked, defaults filled in. Refuses with every problem found (at most 200). */
export function parseProgram(document: unknown): Result<Program, readonly ProgramProblem[]> {
  const upgraded = upgradeProgram(document);
  const version = typeof upgraded === 'object' && upgraded !== null && 'schemaVersion' in upgraded ? upgraded.schemaVersion : undefined;
  if (typeof version === 'number' && version > SCHEMA_VERSION) {
    return refused([
      {
        path: 'schemaVersion',
        message: `This program was written by a newer Rung (shape ${version}); this one reads up to shape ${SCHEMA_VERSION}.`,
      },
    ]);
  }
  const parsed = programSchema.safeParse(upgraded);
  if (parsed.success) return accepted(parsed.data);
  return refused(
    parsed.error.issues.slice(0, 200).map((issue) => {
      const isMissing = issue.code === 'invalid_type' && valueAt(upgraded, issue.path) === undefined;
      return { path: issue.path.map(String).join('.'), message: isMissing ? 'This is missing.' : inPlainWords(issue) };
    }),
  );
}

function inPlainWords(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return isOurs(issue) ? issue.message : `This should be ${article(issue.expected)}.`;
    case 'invalid_value':
      return `Choose one of: ${issue.values.map(String).join(', ')}.`;
    case 'invalid_union':
      return isOurs(issue) ? issue.message : 'Choose one of the known kinds.';
    case 'unrecognized_keys':
      return `Rung knows no setting called ${issue.keys.map((key) => `"${key}"`).join(', ')} here.`;
    case 'too_small':
      return isOurs(issue) ? issue.message : `This should be at least ${issue.minimum}.`;
    case 'too_big':
      return isOurs(issue) ? issue.message : `This should be at most ${issue.maximum}.`;
    default:
      return issue.message;
  }
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Readonly<Record<PropertyKey, unknown>>)[key] : undefined),
    document,
  );
}

/** Our own messages end in a full stop; the library's do not. */
function isOurs(issue: Issue): boolean {
  return issue.message.endsWith('.');
}

function article(expected: string): string {
  return (
    { string: 'a text', number: 'a number', int: 'a whole number', boolean: 'yes or no', array: 'a list', object: 'a group of settings' }[
      expected
    ] ?? expected
  );
}

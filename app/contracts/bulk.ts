import { accepted, refused, type Result } from '#app/domain/result.ts';
import { type AdjustmentProblems, readAdjustment } from './adjustment.ts';
import { isClientId } from './client-id.ts';
import { type BulkTarget, type BulkTask, MAX_MARKED, MAX_MEMBER_NOTE, readMemberWish } from './members.ts';

export type BulkProblems = AdjustmentProblems | { readonly text: 'missing' | 'too-long' };

/** Reads what is to be done to many members; the same check runs in the browser before it is sent. `scale` as in readAdjustment. */
export function readBulkTask(fields: URLSearchParams, scale: number): Result<BulkTask, BulkProblems> {
  const field = (name: string): string => fields.get(name) ?? '';
  if (field('kind') === 'note') {
    const text = field('note').trim();
    if (text === '') return refused({ text: 'missing' });
    return text.length > MAX_MEMBER_NOTE ? refused({ text: 'too-long' }) : accepted({ kind: 'note', text });
  }
  const typed = { direction: field('direction'), points: field('points'), reason: field('reason'), note: field('note') };
  const read = readAdjustment(typed, { adjustmentId: '', scale });
  if (!read.ok) return read;
  const { points, reason, note } = read.value;
  return accepted({ kind: 'points', points, reason, note });
}

/** Whom: the marked ones ("ids", separated by commas), or else everybody who matches the wish. */
export function readBulkTarget(fields: URLSearchParams): BulkTarget {
  const ids = fields.get('ids');
  if (ids === null) return { kind: 'filter', wish: readMemberWish(wishFieldsOf(fields)) };
  const memberIds = [...new Set(ids.split(','))].filter(isClientId).slice(0, MAX_MARKED + 1);
  return { kind: 'members', memberIds };
}

/** Fields of the wish among those of the task stand under "wish-…", so that they cannot be mixed up. */
const PREFIX = 'wish-';

function wishFieldsOf(fields: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...fields].flatMap(([name, value]) => (name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), value]] : [])));
}

export function underWish(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${PREFIX}${name}`, value]));
}

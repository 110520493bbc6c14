import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MEMBER_REFUSALS, refusalWords } from '#app/components/member/refusal-words.ts';
import { PROGRAM_REFUSALS } from '#app/components/program/refusal-text.ts';
import { refusalText } from '#app/components/handover/refusal-text.ts';
import type { ImportRefusal } from '#app/contracts/history-import.ts';
import type { VoucherLineReason, VoucherRefusal } from '#app/contracts/issuing.ts';
import type { ClosingRefusalReason } from '#app/contracts/program-closing.ts';
import type { ExportAnswer } from '#app/contracts/program-export.ts';
import type { ReplayRefusal } from '#app/contracts/program-replay.ts';
import type { PictureAnswer, RewardsRefusal } from '#app/contracts/rewards.ts';
import type { StaffRefusalReason } from '#app/contracts/staff.ts';
import type { StoresAnswer } from '#app/contracts/stores.ts';
import type { HandoverRefusal } from '#app/domain/decisions/hand-over.ts';
import { catalogOf } from '#app/i18n/catalogs.ts';
import { LOCALES } from '#app/i18n/locale.ts';
import type { Message } from '#app/i18n/message.ts';
import { createTranslator } from '#app/i18n/translator.ts';
import type { DraftRefusal } from '#app/services/program-desk.ts';

/** Every reason of a union, by the compiler: one that is left out or made up does not compile. */
type Every<Reason extends string> = Readonly<Record<Reason, true>>;
type RefusedBy<Answer> = Extract<Answer, { outcome: 'refused' }> extends { reason: infer Reason extends string } ? Reason : never;

const program: Every<DraftRefusal['reason']> = {
  conflict: true,
  nothing: true,
  invalid: true,
  stale: true,
  'in-the-past': true,
  'not-allowed': true,
};
const imports: Every<ImportRefusal['reason']> = {
  'nothing-to-undo': true,
  'no-store': true,
  'not-connected': true,
  'no-version': true,
  'no-period': true,
  running: true,
  none: true,
  paused: true,
  platform: true,
  'not-allowed': true,
};
const replays: Every<ReplayRefusal['reason']> = { invalid: true, 'no-live-version': true, 'not-allowed': true };
const staff: Every<StaffRefusalReason> = { 'not-allowed': true, unknown: true, 'last-owner': true, conflict: true, invalid: true };
const exports: Every<RefusedBy<ExportAnswer>> = { running: true, 'not-allowed': true, gone: true };
const closing: Every<ClosingRefusalReason> = { 'not-allowed': true, 'not-confirmed': true, 'asked-already': true, begun: true, none: true };
const vouchers: Every<VoucherRefusal['reason']> = {
  'unknown-reward': true,
  'no-codes': true,
  'too-many': true,
  'bad-lines': true,
  'upload-running': true,
  'bad-count': true,
};
const voucherLines: Every<VoucherLineReason> = {
  empty: true,
  'too-long': true,
  unreadable: true,
  doubled: true,
  'already-there': true,
  'bad-date': true,
  over: true,
};
const pictures: Every<RefusedBy<PictureAnswer>> = {
  'not-a-picture': true,
  broken: true,
  moving: true,
  'too-many-pixels': true,
  'too-large': true,
  empty: true,
  'too-many': true,
};
const joining: Every<Extract<StoresAnswer, { outcome: 'join-refused' }>['reason']> = {
  empty: true,
  'unknown-code': true,
  frozen: true,
  'own-points': true,
  'same-program': true,
  'not-allowed': true,
};
const handover: Every<HandoverRefusal['reason'] | 'unknown-code' | 'unknown-reward' | 'out-of-range'> = {
  'not-by-hand': true,
  'handed-over': true,
  ended: true,
  'not-handed-over': true,
  'too-late': true,
  'no-reason': true,
  'unknown-code': true,
  'unknown-reward': true,
  'out-of-range': true,
};

const FAMILIES: Readonly<Record<string, Readonly<Record<string, true>>>> = {
  'review.refused': program,
  'import.refused': imports,
  'replay.refused': replays,
  'staff.refused': staff,
  'data.refused': exports,
  'close.refused': closing,
  'vouchers.refused': vouchers,
  'vouchers.error': voucherLines,
  'picture.refused': pictures,
  'stores.join.refused': joining,
  'handover.refused': handover,
};

const messageIn = (locale: (typeof LOCALES)[number], key: string): Message | undefined =>
  (catalogOf(locale) as Readonly<Record<string, Message>>)[key];

/** What is said in no language of its own. */
const unsaid = (key: string): string[] =>
  LOCALES.filter((locale) => {
    const message = messageIn(locale, key);
    return message === undefined || (locale !== 'en' && JSON.stringify(message) === JSON.stringify(messageIn('en', key)));
  }).map((locale) => `${locale} ${key}`);

describe('what the admin refuses', () => {
  it.each(Object.entries(FAMILIES))('has words in every language: %s', (family, reasons) => {
    expect(Object.keys(reasons).flatMap((reason) => unsaid(`${family}.${reason}`))).toEqual([]);
  });

  it('of a program is said by its reason', () => {
    expect(Object.keys(PROGRAM_REFUSALS).toSorted()).toEqual(Object.keys(program).toSorted());
  });

  it('of a low mark is said by its reason', () => {
    const words: Record<RewardsRefusal['reason'], string> = {
      'unknown-reward': 'rewards.low.gone',
      'out-of-range': 'rewards.low.problem',
      'not-counted': 'rewards.low.not-counted',
    };
    expect(Object.values(words).flatMap(unsaid)).toEqual([]);
  });

  it('of a handover is never said to be an unknown code when it is something else', () => {
    for (const locale of LOCALES) {
      const i18n = createTranslator(locale, 'UTC');
      const texts = [...Object.keys(handover), 'not-allowed'].map((reason) => refusalText({ outcome: 'refused', reason }, i18n));
      expect(new Set(texts).size).toBe(texts.length);
    }
  });

  it('of members has words for every reason that the desk gives', () => {
    const reasons = memberReasons();
    expect(reasons).toEqual(expect.arrayContaining(['unknown-member', 'gifts-used-up', 'over-day-limit', 'too-many', 'merged-again']));
    expect(reasons.filter((reason) => !Object.hasOwn(MEMBER_REFUSALS, reason))).toEqual([]);
    expect(Object.values(MEMBER_REFUSALS).flatMap(unsaid)).toEqual([]);
    expect(refusalWords({ reason: 'too-many', message: 'Mark fewer.' }, createTranslator('ru', 'UTC').t)).toContain('300');
  });
});

/** The reasons in the services that a member's page and the list of members call; they are texts there. */
function memberReasons(): string[] {
  const folder = 'app/services/members';
  const files = [
    ...readdirSync(folder).map((file) => `${folder}/${file}`),
    ...['adjust-points', 'merge-members', 'unmerge-members', 'staff/spend-allowance', 'staff/staff-standing'].map(
      (file) => `app/services/${file}.ts`,
    ),
    'app/domain/decisions/adjust-points.ts',
  ];
  const found = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const unions = [...text.matchAll(/reason: ((?:'[a-z-]+'(?: \| )?)+);/g)].flatMap(([, union = '']) => [
      ...union.matchAll(/'([a-z-]+)'/g),
    ]);
    return [...text.matchAll(/refuse\('([a-z-]+)'/g), ...text.matchAll(/reason: '([a-z-]+)', message/g), ...unions].map(
      ([, reason = '']) => reason,
    );
  });
  return [...new Set(found)];
}

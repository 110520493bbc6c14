import { describe, expect, it } from 'vitest';
import { decideAdjustment } from '#app/domain/decisions/adjust-points.ts';
import type { AdjustmentInput } from '#app/domain/decisions/adjust-points.ts';
import { decideExpiry } from '#app/domain/decisions/expire-points.ts';
import type { AcceptedWarning, ExpiryDecision, ExpiryInput } from '#app/domain/decisions/expire-points.ts';
import { decideMature } from '#app/domain/decisions/mature-points.ts';
import { instantFromIso } from '#app/domain/instant.ts';
import { POINTS } from '#app/domain/ledger/posting.ts';
import type { Program, ProgramDraft } from '#app/domain/program/program.schema.ts';
import { NOON, aProgram } from '#tests/builders.ts';
import { Books, aPosting } from './books.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

function expiring(
  mode: NonNullable<NonNullable<ProgramDraft['expiry']>['mode']> = { kind: 'per-lot', months: 12 },
  parts: Partial<NonNullable<ProgramDraft['expiry']>> = {},
): Program {
  return aProgram({ expiry: { mode, ...parts } });
}

/** A job that looks every six hours; warnings are accepted an hour later, as far as a channel takes them. */
class ExpiryJob {
  readonly books: Books;
  readonly warnings: AcceptedWarning[] = [];
  readonly facts: Partial<ExpiryInput>;
  accepts = true;

  constructor(program: Program, facts: Partial<ExpiryInput> = {}) {
    this.books = new Books(program);
    this.facts = facts;
  }

  run(now: number): ExpiryDecision {
    const lots = this.books
      .lots()
      .filter(({ position }) => position.account === 'available')
      .map(({ lot, position }) => ({ expiresAt: lot.expiresAt, points: position.points }));
    const decision = decideExpiry({
      program: this.books.program,
      memberId: 'anna',
      unit: POINTS,
      lots,
      warnings: this.warnings,
      reachable: true,
      region: null,
      lastActiveAt: null,
      now,
      ...this.facts,
    });
    if (decision.posting) this.books.post(decision.posting);
    for (const { kind, facts } of decision.notices) {
      if (kind === 'expiry-warning' && this.accepts)
        this.warnings.push({ endsAt: Number(facts['endsAt']), daysBefore: Number(facts['daysBefore']), acceptedAt: now + HOUR });
    }
    return decision;
  }

  /** Runs until the points are gone; answers when, and the warnings it gave. */
  until(from: number, days: number): { readonly goneAt: number | null; readonly warned: number[] } {
    for (let now = from; now <= from + days * DAY; now += 6 * HOUR) {
      this.run(now);
      if (this.books.balance().available === 0) return { goneAt: now, warned: this.warnings.map(({ daysBefore }) => daysBefore) };
    }
    return { goneAt: null, warned: this.warnings.map(({ daysBefore }) => daysBefore) };
  }
}

const END = instantFromIso('2027-03-01T00:00:00+01:00');

describe('points that end', () => {
  it('end on their day, after warnings 30, 7 and 1 days before', () => {
    const job = new ExpiryJob(expiring());
    job.books.give(120, 'a', { expiresAt: END });
    expect(job.run(NOON)).toMatchObject({ posting: null, notices: [], nextAt: END - 30 * DAY });
    const { goneAt, warned } = job.until(END - 31 * DAY, 60);
    expect(warned).toEqual([30, 7, 1]);
    expect(goneAt).toBe(END);
    expect(job.books.moved('available', 'expired')).toBe(120);
  });

  it('leave debt, pending and held points, and later lots, alone', () => {
    const job = new ExpiryJob(expiring());
    job.books.give(120, 'a', { expiresAt: END });
    job.books.give(80, 'b', { expiresAt: END + 90 * DAY });
    job.books.give(10, 'c');
    job.books.post({ ...aPosting('hold'), redemptionId: 'r', moves: [{ kind: 'hold', unit: POINTS, points: 50, redemptionId: 'r' }] });
    job.until(END - 31 * DAY, 40);
    expect(job.books.balance()).toEqual({ pending: 0, available: 90, held: 50, debt: 0 });
  });

  it('do not end as long as no warning was accepted, and wait for the last one', () => {
    const job = new ExpiryJob(expiring());
    job.accepts = false;
    job.books.give(120, 'a', { expiresAt: END });
    expect(job.run(END)).toMatchObject({
      posting: null,
      waits: 'warning',
      notices: [{ kind: 'expiry-warning', facts: { daysBefore: 1, points: 120, lastDay: '2027-02-28' } }],
    });
    job.accepts = true;
    const { goneAt } = job.until(END + 10 * DAY, 30);
    expect(goneAt).toBe(END + 17 * DAY + 6 * HOUR);
  });

  it('stay 30 days more for members whom only the account reaches', () => {
    const job = new ExpiryJob(expiring(), { reachable: false });
    job.accepts = false;
    job.books.give(120, 'a', { expiresAt: END });
    job.until(END - 31 * DAY, 25);
    job.accepts = true;
    expect(job.until(END - 2 * DAY, 60).goneAt).toBe(END + 28 * DAY + 6 * HOUR);
  });

  it('stay when a later date is due but an earlier one still waits for its warning', () => {
    const program = expiring();
    const lots = [
      { expiresAt: END - DAY, points: 10 },
      { expiresAt: END, points: 20 },
    ];
    const warnings = [30, 7, 1].map((daysBefore) => ({ endsAt: END, daysBefore, acceptedAt: END - daysBefore * DAY }));
    const base = { program, memberId: 'anna', unit: POINTS, lots, reachable: true, region: null, lastActiveAt: null, now: END };
    expect(decideExpiry({ ...base, warnings })).toMatchObject({ posting: null, waits: 'warning' });
  });

  it('never end by time alone where the law forbids it; by inactivity they may', () => {
    const job = new ExpiryJob(expiring(), { region: 'CA-ON' });
    job.books.give(120, 'a', { expiresAt: END });
    expect(job.run(END + 90 * DAY)).toEqual({ posting: null, notices: [], nextAt: null, waits: 'law' });
    const idle = new ExpiryJob(expiring({ kind: 'inactivity', months: 12 }), { region: 'CA-ON', lastActiveAt: NOON });
    idle.books.give(120, 'a');
    expect(idle.until(NOON + 330 * DAY, 60).goneAt).not.toBeNull();
  });

  it('by inactivity end all at once; whoever comes back keeps everything', () => {
    const program = expiring({ kind: 'inactivity', months: 12 });
    const job = new ExpiryJob(program, { lastActiveAt: NOON });
    job.books.give(120, 'a');
    job.books.give(30, 'b');
    const { goneAt, warned } = job.until(NOON + 330 * DAY, 60);
    expect(warned).toEqual([30, 7, 1]);
    expect(goneAt).toBe(instantFromIso('2027-11-24T00:00:00+01:00'));
    expect(job.books.moved('available', 'expired')).toBe(150);
    const active = new ExpiryJob(program, { lastActiveAt: NOON + 300 * DAY });
    active.books.give(120, 'a');
    expect(active.until(NOON + 330 * DAY, 60).goneAt).toBeNull();
  });

  it('start their clock on the day expiry was turned on', () => {
    const job = new ExpiryJob(expiring({ kind: 'inactivity', months: 12 }, { startsOn: '2027-06-01' }), { lastActiveAt: NOON });
    job.books.give(120, 'a');
    expect(job.run(NOON).nextAt).toBe(instantFromIso('2028-06-02T00:00:00+02:00') - 30 * DAY);
  });

  it('are never touched without expiry', () => {
    const job = new ExpiryJob(aProgram());
    job.books.give(120, 'a');
    expect(job.run(END + 900 * DAY)).toEqual({ posting: null, notices: [], nextAt: null, waits: null });
  });
});

describe('waiting points', () => {
  const waiting = { source: 'referral:1', unit: POINTS, memberId: 'anna', availability: { at: NOON, frozen: null } } as const;
  const program = expiring();

  it('become available on their day, and their clock starts then', () => {
    expect(decideMature(waiting, { program, versionNo: 1, now: NOON - 1 })).toBeNull();
    expect(decideMature({ ...waiting, availability: { at: NOON, frozen: 'dispute' } }, { program, versionNo: 1, now: NOON })).toBeNull();
    const books = new Books(program);
    books.post({
      ...aPosting('issue'),
      moves: [
        {
          kind: 'issue',
          unit: POINTS,
          points: 70,
          from: 'issued',
          to: 'pending',
          source: 'referral:1',
          earnedAt: 0,
          availableAt: NOON,
          expiresAt: null,
        },
      ],
    });
    const posting = decideMature(waiting, { program, versionNo: 1, now: NOON + DAY })!;
    books.post(posting);
    expect(books.balance()).toMatchObject({ pending: 0, available: 70 });
    expect(books.lots()[0]?.lot.expiresAt).toBe(instantFromIso('2027-11-24T00:00:00+01:00'));
    expect(books.post(decideMature(waiting, { program, versionNo: 1, now: NOON + 2 * DAY })!).status).toBe('repeated');
  });
});

describe('adjustments by staff', () => {
  const program = expiring();
  const base: AdjustmentInput = {
    memberId: 'anna',
    points: 100,
    reason: 'Broken cup',
    note: 'sorry',
    actor: { kind: 'staff', id: 's1' },
    isOwner: false,
    adjustmentId: 'a1',
    program,
    now: NOON,
  };

  it('give points that can be spent at once, and take down to 0 without debt', () => {
    const books = new Books(program);
    const given = decideAdjustment(base);
    expect(given).toMatchObject({
      ok: true,
      value: { businessKey: 'adjust:a1', kind: 'adjusted', because: ['Broken cup'], note: 'sorry', reasonCode: 'given-by-staff' },
    });
    if (given.ok) books.post(given.value);
    expect(books.balance().available).toBe(100);
    const taken = decideAdjustment({ ...base, adjustmentId: 'a2', points: -150 });
    expect(taken.ok && books.post(taken.value)).toMatchObject({ status: 'posted', forgiven: { points: 50 } });
    expect(books.balance()).toEqual({ pending: 0, available: 0, held: 0, debt: 0 });
  });

  it.each([
    ['no-points', { points: 0 }],
    ['no-points', { points: 1.5 }],
    ['no-reason', { reason: '  ' }],
    ['owner-needed', { points: 10_001 }],
    ['owner-needed', { points: -10_001 }],
  ] as const)('are refused: %s', (reason, parts) => {
    expect(decideAdjustment({ ...base, ...parts })).toMatchObject({ ok: false, refusal: { reason } });
  });

  it('large ones are the owner’s, and what staff gives in a day may be limited', () => {
    expect(decideAdjustment({ ...base, points: 10_000 }).ok).toBe(true);
    expect(decideAdjustment({ ...base, points: 50_000, isOwner: true }).ok).toBe(true);
    const limited = aProgram({ staff: { giftsPerDay: 120 } });
    expect(decideAdjustment({ ...base, program: limited, givenToday: 50 })).toMatchObject({
      refusal: { reason: 'gifts-used-up', message: 'You may give 120 points a day; 70 points are left today.' },
    });
    expect(decideAdjustment({ ...base, program: limited, givenToday: 20 }).ok).toBe(true);
  });
});

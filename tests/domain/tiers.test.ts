import { describe, expect, it } from 'vitest';
import { DAY_MS, instantFromIso, instantToIso } from '#app/domain/instant.ts';
import { entryRewardPosting } from '#app/domain/tiers/review-tier.ts';
import { endGrant, grantTier, lockTier, mergeTiers, noTier, pauseGrant, replaceGrants } from '#app/domain/tiers/tier-state.ts';
import { aProgram } from '#tests/builders.ts';
import { TierMember, aLadder, noon } from './tier-member.ts';

const kinds = (decision: { readonly changes: readonly { readonly kind: string }[] }) => decision.changes.map(({ kind }) => kind);
const told = (decision: { readonly notices: readonly { readonly kind: string }[] }) => decision.notices.map(({ kind }) => kind);

describe('up', () => {
  it('raises at once, provisional until the carrying points are available, and gives the entry reward then', () => {
    const anna = new TierMember(aLadder('lifetime')).order('1', 520, '2026-03-02 +14');
    const raised = anna.review('2026-03-02');
    expect(raised.changes).toEqual([{ kind: 'raised', fromTierId: null, toTierId: 'gold', because: ['520 points of 500 points'] }]);
    expect(anna.state).toMatchObject({ tierId: 'gold', provisional: true, confirmedTierId: null });
    expect(told(raised)).toEqual(['tier-provisional']);
    expect(raised.entryRewards).toEqual([]);
    const confirmed = anna.review('2026-03-16');
    expect(kinds(confirmed)).toEqual(['confirmed']);
    expect(confirmed.entryRewards).toEqual([{ tierId: 'gold', points: 50, rewardId: null, businessKey: 'tier:anna:gold:entry:1' }]);
    expect(told(confirmed)).toEqual(['tier-up', 'entry-reward']);
    expect(anna.state).toMatchObject({ tierId: 'gold', provisional: false, reviewAt: null });
  });

  it('looks again every day while a tier is provisional', () => {
    const anna = new TierMember(aLadder('lifetime')).order('1', 520, '2026-03-02 +14');
    expect(instantToIso(anna.review('2026-03-02').reviewAt ?? 0)).toBe('2026-03-02T23:00:00.000Z');
  });

  it('is undone at once by a refund before that, with notice and without reward', () => {
    const anna = new TierMember(aLadder('lifetime')).order('1', 520, '2026-03-02 +14');
    anna.review('2026-03-02');
    anna.order('1', 420, '2026-03-02 +14');
    const undone = anna.review('2026-03-05');
    expect(undone.changes).toEqual([{ kind: 'undone', fromTierId: 'gold', toTierId: 'silver', because: ['420 points of 500 points'] }]);
    expect(told(undone)).toEqual(['tier-undone']);
    expect(anna.state).toMatchObject({ tierId: 'silver', provisional: true });
    anna.order('1', 0, '2026-03-02 +14');
    expect(kinds(anna.review('2026-03-06'))).toEqual(['undone']);
    expect(anna.state.tierId).toBeNull();
  });

  it('stands on the tier that holds when a provisional one above it falls', () => {
    const anna = new TierMember(aLadder('lifetime')).order('1', 320, '2026-03-02').order('2', 200, '2026-03-03 +14');
    anna.review('2026-03-03');
    expect(anna.state).toMatchObject({ tierId: 'gold', provisional: true, confirmedTierId: 'silver' });
    anna.order('2', 0, '2026-03-03 +14').order('1', 0, '2026-03-02');
    anna.review('2026-03-04');
    expect(anna.state).toMatchObject({ tierId: 'silver', provisional: false });
  });

  it('holds from the first moment where the program knows no provisional tiers', () => {
    const anna = new TierMember(aLadder('lifetime', { provisional: false })).order('1', 520, '2026-03-02 +14');
    expect(anna.review('2026-03-02').entryRewards).toHaveLength(1);
    expect(anna.state.provisional).toBe(false);
  });

  it('counts spend in the program currency, orders and visits, and any one way is enough', () => {
    const program = aProgram({
      tiers: {
        list: [
          { id: 'member', name: 'Member', ways: [{ kind: 'join' }] },
          {
            id: 'regular',
            name: 'Regular',
            ways: [
              { kind: 'visits', window: 'rolling', atLeast: 2 },
              { kind: 'spend', window: 'lifetime', atLeast: { EUR: 10_000 } },
            ],
          },
        ],
      },
    });
    const anna = new TierMember(program);
    anna.joined = false;
    expect(anna.review('2026-03-01').changes).toEqual([]);
    anna.joined = true;
    expect(anna.review('2026-03-01').changes).toMatchObject([{ kind: 'raised', toTierId: 'member', because: ['for every member'] }]);
    anna.order('1', 100, '2026-03-02');
    expect(anna.review('2026-03-02').changes).toMatchObject([{ toTierId: 'regular', because: ['100.00 of 100.00 EUR spent'] }]);
  });
});

describe('down', () => {
  it('lifetime: never, once it holds', () => {
    const anna = new TierMember(aLadder('lifetime')).order('1', 520, '2026-03-02');
    anna.review('2026-03-02');
    anna.order('1', 0, '2026-03-02');
    expect(anna.review('2026-09-02').changes).toEqual([]);
    expect(anna.state.tierId).toBe('gold');
  });

  it('rolling: falling under sets an end in 30 days with notice, then one step, then the next end', () => {
    const anna = new TierMember(aLadder('rolling')).order('1', 520, '2026-03-02');
    anna.review('2026-03-02');
    expect(anna.review('2027-03-01').changes).toEqual([]);
    const ending = anna.review('2027-03-03');
    expect(ending.changes).toEqual([
      {
        kind: 'ending',
        fromTierId: 'gold',
        toTierId: 'gold',
        because: ['0 points of 500 points in the last 12 months', 'it ends on 2027-04-02'],
      },
    ]);
    expect(told(ending)).toEqual(['tier-ending']);
    expect(anna.review('2027-03-20').changes).toEqual([]);
    const lowered = anna.review('2027-04-02');
    expect(lowered.changes).toMatchObject([{ kind: 'lowered', fromTierId: 'gold', toTierId: 'silver' }]);
    expect(anna.state.endsAt).toBe(noon('2027-04-02') + 30 * DAY_MS);
    expect(kinds(anna.review('2027-05-03'))).toEqual(['lowered']);
    expect(kinds(anna.review('2027-06-05'))).toEqual(['lowered']);
    expect(anna.state).toMatchObject({ tierId: null, sources: [], reviewAt: null });
  });

  it('rolling: qualifying again takes the end away', () => {
    const anna = new TierMember(aLadder('rolling')).order('1', 520, '2026-03-02');
    anna.review('2026-03-02');
    anna.review('2027-03-03');
    anna.order('2', 500, '2027-03-10 +14');
    const kept = anna.review('2027-03-10');
    expect(kept.changes).toEqual([
      { kind: 'kept', fromTierId: 'gold', toTierId: 'gold', because: ['500 points of 500 points in the last 12 months'] },
    ]);
    expect(told(kept)).toEqual(['tier-kept']);
    expect(anna.review('2027-05-10').changes).toEqual([]);
    expect(anna.state).toMatchObject({ tierId: 'gold', endsAt: null });
  });

  it('goes never below what the metric supports, and all the way where the program says so', () => {
    const slow = new TierMember(aLadder('rolling')).order('1', 520, '2026-03-02').order('2', 350, '2026-12-01');
    slow.review('2026-12-01');
    slow.review('2027-03-05');
    slow.review('2027-04-05');
    expect(slow.state).toMatchObject({ tierId: 'silver', endsAt: null });
    const fast = new TierMember(aLadder('rolling', { downBy: 'to-what-the-metric-supports' }))
      .order('1', 520, '2026-03-02')
      .order('2', 120, '2026-12-01');
    fast.review('2026-12-01');
    fast.review('2027-03-05');
    fast.review('2027-04-05');
    expect(fast.state.tierId).toBe('bronze');
  });

  it('a step leaves out tiers that nobody can earn', () => {
    const program = aLadder('rolling');
    const list = program.tiers.list.map((tier) =>
      tier.id === 'silver' ? { ...tier, ways: [{ kind: 'invitation' as const, days: null }] } : tier,
    );
    const anna = new TierMember({ ...program, tiers: { ...program.tiers, list } }).order('1', 520, '2026-03-02');
    anna.review('2026-03-02');
    anna.review('2027-03-05');
    anna.review('2027-04-05');
    expect(anna.state.tierId).toBe('bronze');
  });

  it('calendar year: held to the review of the next year, kept when that year supports it', () => {
    const anna = new TierMember(aLadder('calendar-year')).order('1', 520, '2026-03-02');
    anna.review('2026-03-02');
    anna.order('2', 510, '2027-06-01');
    anna.review('2027-06-01');
    const kept = anna.review('2028-02-01');
    expect(kept.changes).toMatchObject([{ kind: 'kept', toTierId: 'gold', because: ['510 points of 500 points in 2027'] }]);
    expect(anna.review('2028-02-02').changes).toEqual([]);
    expect(anna.state.endsAt).toBeNull();
    expect(kinds(anna.review('2029-01-02'))).toEqual(['ending']);
    expect(kinds(anna.review('2029-01-31'))).toEqual(['lowered']);
    expect(anna.state.tierId).toBe('silver');
  });

  it('calendar year: reviews that were missed are made up for in their order', () => {
    const anna = new TierMember(aLadder('calendar-year')).order('1', 520, '2024-03-02');
    anna.review('2024-03-02');
    anna.review('2026-07-01');
    expect(anna.state).toMatchObject({ tierId: 'silver', sources: [{ window: 'year:2026' }] });
  });

  it('calendar year: an order of last year that is seen late still counts for its year', () => {
    const anna = new TierMember(aLadder('calendar-year')).order('1', 520, '2026-12-30');
    anna.review('2027-03-01');
    expect(anna.state).toMatchObject({ tierId: 'gold', provisional: false });
    expect(anna.review('2027-12-31').changes).toEqual([]);
    expect(kinds(anna.review('2028-01-01'))).toEqual(['ending']);
  });
});

describe('vector 25: Gold at 500 a calendar year, pending 14 days: 520 on 20 December, shipped on 22 December', () => {
  const start = () => {
    const anna = new TierMember(aLadder('calendar-year')).order('1', 520, '2026-12-20 +16');
    anna.review('2026-12-20');
    expect(anna.state).toMatchObject({ tierId: 'gold', provisional: true });
    return anna;
  };

  it('a refund of 100 on 3 January undoes it at once, without an entry reward', () => {
    const anna = start();
    anna.order('1', 420, '2026-12-20 +16');
    const undone = anna.review('2027-01-03');
    expect(undone.changes).toMatchObject([
      { kind: 'undone', fromTierId: 'gold', toTierId: 'silver', because: ['420 points of 500 points in 2026'] },
    ]);
    expect(undone.entryRewards).toEqual([]);
    expect(anna.review('2027-01-06').entryRewards).toEqual([]);
    expect(anna.state.tierId).toBe('silver');
  });

  it('a refund of 100 on 10 January leaves Gold until the review of 30 January, then one step down', () => {
    const anna = start();
    expect(anna.review('2027-01-05').entryRewards).toMatchObject([{ tierId: 'gold' }]);
    anna.order('1', 420, '2026-12-20 +16');
    const ending = anna.review('2027-01-10');
    expect(ending.changes).toMatchObject([
      { kind: 'ending', toTierId: 'gold', because: ['420 points of 500 points in 2026', 'it ends on 2027-01-30'] },
    ]);
    expect(anna.review('2027-01-30').changes).toEqual([]);
    expect(anna.state.reviewAt).toBe(instantFromIso('2027-01-31T00:00:00+01:00'));
    const lowered = anna.review('2027-01-31');
    expect(lowered.changes).toMatchObject([{ kind: 'lowered', fromTierId: 'gold', toTierId: 'silver' }]);
    expect(anna.review('2027-12-31').changes).toEqual([]);
  });

  it('without a refund it is kept on that day and holds to the next review', () => {
    const anna = start();
    anna.review('2027-01-05');
    expect(anna.review('2027-01-31').changes).toMatchObject([{ kind: 'kept', because: ['520 points of 500 points in 2026'] }]);
    expect(anna.review('2027-12-31').changes).toEqual([]);
    expect(anna.state.tierId).toBe('gold');
  });
});

describe('entry rewards', () => {
  it('come once per tier and 365 days', () => {
    const anna = new TierMember(aLadder('rolling', { graceDays: 1 })).order('1', 520, '2026-03-02');
    expect(anna.review('2026-03-02').entryRewards).toHaveLength(1);
    anna.order('1', 0, '2026-03-02');
    anna.review('2026-04-01');
    anna.review('2026-04-03');
    anna.order('2', 600, '2026-05-01');
    expect(anna.review('2026-05-01')).toMatchObject({ changes: [{ kind: 'raised', toTierId: 'gold' }], entryRewards: [] });
    anna.order('2', 0, '2026-05-01');
    anna.review('2027-05-01');
    anna.review('2027-05-03');
    anna.order('3', 600, '2027-06-01');
    expect(anna.review('2027-06-01').entryRewards).toMatchObject([{ businessKey: 'tier:anna:gold:entry:2' }]);
  });

  it('come for nothing that arrives silently, not even later', () => {
    const anna = new TierMember(aLadder('lifetime')).order('1', 520, '2026-03-02 +14');
    const silent = anna.review('2026-03-02', { silent: true });
    expect(silent).toMatchObject({ notices: [], entryRewards: [], changes: [{ kind: 'raised' }] });
    expect(anna.review('2026-03-20').entryRewards).toEqual([]);
  });

  it('as a posting they are available at once, and without points there is none', () => {
    const program = aLadder('lifetime');
    const reward = { tierId: 'gold', points: 50, rewardId: null, businessKey: 'k' };
    const posting = entryRewardPosting({ reward, memberId: 'anna', versionNo: 3, program, now: 5 });
    expect(posting).toMatchObject({
      businessKey: 'k',
      kind: 'entry-reward',
      versionNo: 3,
      because: ['Welcome to Gold'],
      moves: [{ kind: 'issue', points: 50, to: 'available', expiresAt: null }],
    });
    expect(
      entryRewardPosting({ reward: { ...reward, points: null, rewardId: 'mug' }, memberId: 'anna', versionNo: 3, program, now: 5 }),
    ).toBeNull();
  });
});

describe('tiers that are given', () => {
  const grant = { kind: 'paid', tierId: 'gold', from: noon('2026-03-01'), until: noon('2026-04-01'), origin: 'order:shop:7' } as const;

  it('hold to their own end; the highest source counts', () => {
    const anna = new TierMember(aLadder('lifetime')).order('1', 320, '2026-02-01');
    anna.review('2026-02-01');
    anna.state = grantTier(anna.state, grant);
    expect(anna.review('2026-03-01').changes).toMatchObject([
      { kind: 'raised', toTierId: 'gold', because: ['a paid membership', 'it ends on 2026-04-01'] },
    ]);
    expect(anna.state).toMatchObject({ endsAt: grant.until, reviewAt: grant.until });
    expect(anna.review('2026-04-01').changes).toMatchObject([
      { kind: 'lowered', toTierId: 'silver', because: ['a paid membership: that has ended'] },
    ]);
  });

  it('end at once when the fee is refunded, and stay for the grace days with resting perks when a renewal fails', () => {
    const anna = new TierMember(aLadder('lifetime'));
    anna.state = replaceGrants(anna.state, grant.origin, [grant]);
    anna.review('2026-03-01');
    anna.state = pauseGrant(anna.state, grant.origin, { at: noon('2026-04-01'), graceDays: 7 });
    anna.review('2026-04-01');
    expect(anna.state).toMatchObject({ tierId: 'gold', perksPaused: true, endsAt: noon('2026-04-08') });
    anna.state = replaceGrants(anna.state, grant.origin, [{ ...grant, until: noon('2026-05-01') }]);
    anna.review('2026-04-02');
    expect(anna.state).toMatchObject({ tierId: 'gold', perksPaused: false });
    anna.state = endGrant(anna.state, grant.origin, noon('2026-04-03'));
    expect(kinds(anna.review('2026-04-03'))).toEqual(['lowered']);
    expect(anna.state).toMatchObject({ tierId: null, sources: [] });
  });

  it('do not count before they begin', () => {
    const anna = new TierMember(aLadder('lifetime'));
    anna.state = grantTier(anna.state, grant);
    expect(anna.review('2026-02-01').changes).toEqual([]);
    expect(anna.state.reviewAt).toBe(grant.from);
  });

  it('a lock fixes the tier, up or down, until its end', () => {
    const anna = new TierMember(aLadder('lifetime')).order('1', 520, '2026-03-02');
    anna.review('2026-03-02');
    anna.state = lockTier(anna.state, { tierId: 'bronze', until: noon('2026-06-01') });
    expect(kinds(anna.review('2026-03-03'))).toEqual(['lowered']);
    expect(anna.review('2026-05-03').changes).toEqual([]);
    expect(anna.review('2026-06-01').changes).toMatchObject([{ kind: 'raised', toTierId: 'gold' }]);
    expect(anna.state.lock).toBeNull();
  });

  it('a tier that left the program counts no more, and no points are looked at', () => {
    const anna = new TierMember(aLadder('lifetime')).order('1', 520, '2026-03-02');
    anna.review('2026-03-02');
    anna.program = { ...anna.program, tiers: { ...anna.program.tiers, list: anna.program.tiers.list.slice(0, 2) } };
    expect(anna.review('2026-03-03').changes).toMatchObject([
      { kind: 'lowered', fromTierId: 'gold', toTierId: 'silver', because: ['this tier is no longer part of the program'] },
    ]);
  });

  it('a raised threshold takes a lifetime tier from nobody', () => {
    const anna = new TierMember(aLadder('lifetime')).order('1', 520, '2026-03-02');
    anna.review('2026-03-02');
    const list = anna.program.tiers.list.map((tier) => ({
      ...tier,
      ways: [{ kind: 'points' as const, window: 'lifetime' as const, atLeast: 5000 }],
    }));
    anna.program = { ...anna.program, tiers: { ...anna.program.tiers, list } };
    expect(anna.review('2026-03-03').changes).toEqual([]);
  });
});

describe('two members become one', () => {
  it('the higher tier stays, with the sources and entry rewards of both', () => {
    const anna = new TierMember(aLadder('lifetime')).order('1', 520, '2026-03-02');
    const bea = new TierMember(aLadder('lifetime')).order('1', 120, '2026-03-02');
    anna.review('2026-03-02');
    bea.review('2026-03-02');
    bea.state = grantTier(bea.state, { kind: 'invited', tierId: 'silver', from: 0, until: null, origin: 'staff:1' });
    const merged = mergeTiers(bea.state, anna.state, ['bronze', 'silver', 'gold']);
    expect(merged).toMatchObject({ tierId: 'gold', confirmedTierId: 'gold', entryRewards: [{ tierId: 'gold' }] });
    expect(merged.sources.map(({ kind, tierId }) => `${kind} ${tierId}`)).toEqual(['invited silver', 'earned gold']);
    expect(mergeTiers(noTier(), noTier(), ['bronze'])).toEqual(noTier());
  });
});

import { type Instant, addDays } from '#app/domain/instant.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { type MetricWindow, type WindowKey, type WindowTotals, windowsOf } from '#app/domain/tiers/metrics.ts';
import { reviewTier } from '#app/domain/tiers/review-tier.ts';
import { type TierState, heldWindows, noTier } from '#app/domain/tiers/tier-state.ts';
import { type AuditFinding, type AuditedStanding, FIRST_ID, nextMemberPage, readStandings, readVersionStart } from '#app/store/audit.ts';
import { sumWindows } from '#app/store/orders.ts';
import type { AuditCase } from './audit-case.ts';

const MEMBERS_AT_ONCE = 2_000;
/** Rolling windows are judged once a day: so long a member may stand as yesterday's window said. */
const SLACK_DAYS = 1.5;

interface Judge {
  readonly program: Program;
  /** Who was looked at before the live version was published and in force was judged by another one. */
  readonly liveSince: Instant;
  readonly now: Instant;
}

/** Every tier against its sources and against what the rules give for the member's orders. */
export async function checkTiers(audit: AuditCase): Promise<void> {
  const { desk, client, programId, rows, report, progress } = audit;
  const [rulebook, now] = await Promise.all([desk.library.open(programId), desk.database.now()]);
  const live = rulebook.liveAt(now);
  if (!live) return;
  const judge: Judge = { program: await rulebook.program(live.no), liveSince: await readVersionStart(client, programId, live.no), now };
  for (let after = FIRST_ID, done = 0, isLast = false; !isLast;) {
    const page = await nextMemberPage(client, programId, { after, limit: MEMBERS_AT_ONCE });
    const standings = await readStandings(client, programId, page);
    report(standings.flatMap(unsupported));
    report(await misjudged(audit, judge, standings));
    ({ upTo: after, isLast } = page);
    done = isLast ? rows.members : done + MEMBERS_AT_ONCE;
    progress('tiers', done, rows.members);
  }
}

/** A tier that the rule book's own memory does not know, or that nothing carries. */
function unsupported({ memberId, tierId, state: kept }: AuditedStanding): AuditFinding[] {
  const state = stateOf(kept);
  const of = (detail: string): AuditFinding[] => [{ check: 'tier', memberId, detail }];
  if (state.tierId !== tierId) return of(`the tier is kept as ${tierId ?? 'none'} and remembered as ${state.tierId ?? 'none'}`);
  const isCarried = tierId === null || state.lock?.tierId === tierId || state.sources.some((source) => source.tierId === tierId);
  return isCarried ? [] : of(`nothing carries the tier ${tierId}: it was not earned, given or fixed`);
}

/** A member stands where the rules put him now, or where they did at the last daily look. Who is due for a look anyway is left out. */
async function misjudged({ client, programId }: AuditCase, judge: Judge, all: readonly AuditedStanding[]): Promise<AuditFinding[]> {
  const { program, now, liveSince } = judge;
  const standings = all.filter(
    ({ judgedAt, reviewAt, reviewWaits }) =>
      !reviewWaits && judgedAt !== null && judgedAt >= liveSince && (reviewAt === null || reviewAt > now),
  );
  const held = standings.flatMap(({ state }) => heldWindows(stateOf(state)));
  const windows = windowsOf(program, held, now);
  const memberIds = standings.map(({ memberId }) => memberId);
  const totalsNow = await sumWindows(client, programId, { memberIds, windows, now });
  const totalsBefore = await sumWindows(client, programId, { memberIds, windows: windows.map(asOfYesterday), now });
  return standings.flatMap((standing): AuditFinding[] => {
    const tiers = [totalsNow, totalsBefore].map((totals) => judged(standing, judge, totals.get(standing.memberId) ?? new Map()));
    if (tiers.includes(standing.tierId)) return [];
    const detail = `the orders give the tier ${tiers[0] ?? 'none'}, the member has ${standing.tierId ?? 'none'}`;
    return [{ check: 'tier', memberId: standing.memberId, detail }];
  });
}

function judged(
  { memberId, isMember, state }: AuditedStanding,
  { program, now }: Judge,
  totals: ReadonlyMap<WindowKey, WindowTotals>,
): string | null {
  return reviewTier({ program, state: stateOf(state), totals, joined: isMember, memberId, now, silent: true }).state.tierId;
}

function asOfYesterday(window: MetricWindow): MetricWindow {
  return window.key === 'rolling' ? { ...window, from: addDays(window.from, -SLACK_DAYS) } : window;
}

function stateOf(state: unknown): TierState {
  return state === null ? noTier() : (state as TierState);
}

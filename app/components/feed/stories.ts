import type { FeedEntry } from '#app/contracts/reading.ts';

/** What happened at once around one order, or alone: the order that came in, its points, the tier it brought, the code that was given. */
export interface Story {
  readonly id: string;
  /** Of its newest entry. */
  readonly at: string;
  readonly orderId: string | null;
  readonly storeId: string | null;
  readonly memberId: string | null;
  readonly memberName: string | null;
  /** The order, its points, the tier, the code. */
  readonly steps: readonly FeedEntry[];
}

/** Entries of one order that lie further apart tell different stories: paid today, refunded tomorrow. */
const SAME_STORY_MS = 60_000;
/** A tier or a code that names no order belongs to the order of the same member that was settled with it. */
const SAME_BREATH_MS = 5_000;

/** What comes after what in a story, whatever the order in which it was written down. */
const SEQUENCE: Readonly<Record<FeedEntry['kind'], number>> = { order: 0, posting: 1, tier: 2, redemption: 3, message: 4 };

/** Puts entries together to stories, newest first. Entries that belong to nothing else stand alone. */
export function tellStories(entries: readonly FeedEntry[]): Story[] {
  const drafts: FeedEntry[][] = [];
  for (const entry of [...entries].sort(bySequence)) {
    const draft = drafts.findLast((steps) => belongs(entry, steps));
    if (draft) draft.push(entry);
    else drafts.push([entry]);
  }
  return drafts
    .map(toStory)
    .filter((story) => story !== null)
    .sort((a, b) => compareTexts(latest(b.steps).cursor, latest(a.steps).cursor));
}

/** Orders first, then what may follow them; within a kind by time. */
function bySequence(a: FeedEntry, b: FeedEntry): number {
  return SEQUENCE[a.kind] - SEQUENCE[b.kind] || compareTexts(a.cursor, b.cursor);
}

function belongs(entry: FeedEntry, steps: readonly FeedEntry[]): boolean {
  const apartMs = Math.min(...steps.map((step) => Math.abs(Date.parse(entry.at) - Date.parse(step.at))));
  if (entry.orderId !== null) {
    const sameOrder = steps.some(
      (step) => step.orderId === entry.orderId && (step.storeId === null || entry.storeId === null || step.storeId === entry.storeId),
    );
    return sameOrder && apartMs <= SAME_STORY_MS;
  }
  const followsAnOrder = entry.kind === 'tier' || (entry.kind === 'redemption' && steps.some((step) => step.kind === 'tier'));
  const sameMember = entry.memberId !== null && steps.some((step) => step.orderId !== null && step.memberId === entry.memberId);
  return followsAnOrder && sameMember && apartMs <= SAME_BREATH_MS;
}

function toStory(steps: readonly FeedEntry[]): Story | null {
  const first = steps[0];
  if (!first) return null;
  // An order that was settled again stands as it is now.
  const order = steps.findLast((step) => step.kind === 'order');
  const named = steps.find((step) => step.memberName !== null);
  return {
    id: first.cursor,
    at: latest(steps).at,
    orderId: steps.find((step) => step.orderId !== null)?.orderId ?? null,
    storeId: steps.find((step) => step.storeId !== null)?.storeId ?? null,
    memberId: steps.find((step) => step.memberId !== null)?.memberId ?? null,
    memberName: named?.memberName ?? null,
    steps: steps.filter((step) => step.kind !== 'order' || step === order),
  };
}

/** The step that happened last; a story has one at least. */
export function latest(steps: readonly FeedEntry[]): FeedEntry {
  return steps.reduce((last, step) => (step.cursor > last.cursor ? step : last));
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Puts fresh entries before the ones that are shown, each once, and forgets the oldest beyond the limit. */
export function mergeEntries(fresh: readonly FeedEntry[], shown: readonly FeedEntry[], limit: number): FeedEntry[] {
  const byCursor = new Map([...shown, ...fresh].map((entry) => [entry.cursor, entry]));
  return [...byCursor.values()].sort((a, b) => compareTexts(b.cursor, a.cursor)).slice(0, limit);
}

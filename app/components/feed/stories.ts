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
  /** In the order in which they happened. */
  readonly steps: readonly FeedEntry[];
}

/** Entries of one order that lie further apart tell different stories: paid today, refunded tomorrow. */
const SAME_STORY_MS = 60_000;
/** A tier or a code that names no order belongs to the order of the same member that was settled with it. */
const SAME_BREATH_MS = 5_000;

/** Puts entries (newest first) together to stories, newest first. Entries that belong to nothing else stand alone. */
export function tellStories(entries: readonly FeedEntry[]): Story[] {
  const drafts: FeedEntry[][] = [];
  for (const entry of [...entries].reverse()) {
    const draft = drafts.findLast((steps) => belongs(entry, steps));
    if (draft) draft.push(entry);
    else drafts.push([entry]);
  }
  return drafts
    .map(toStory)
    .filter((story) => story !== null)
    .sort((a, b) => compareCursors(b.steps, a.steps));
}

function belongs(entry: FeedEntry, steps: readonly FeedEntry[]): boolean {
  const last = steps.at(-1);
  if (!last) return false;
  const apartMs = Math.abs(Date.parse(entry.at) - Date.parse(last.at));
  if (entry.orderId !== null) {
    const sameOrder = steps.some(
      (step) => step.orderId === entry.orderId && (step.storeId === null || entry.storeId === null || step.storeId === entry.storeId),
    );
    return sameOrder && apartMs <= SAME_STORY_MS;
  }
  const followsAnOrder = entry.kind === 'tier' || (entry.kind === 'redemption' && steps.some((step) => step.kind === 'tier'));
  return (
    followsAnOrder &&
    entry.memberId !== null &&
    steps.some((step) => step.orderId !== null && step.memberId === entry.memberId) &&
    apartMs <= SAME_BREATH_MS
  );
}

function toStory(steps: readonly FeedEntry[]): Story | null {
  const first = steps[0];
  const last = steps.at(-1);
  if (!first || !last) return null;
  const named = steps.find((step) => step.memberName !== null);
  return {
    id: first.cursor,
    at: last.at,
    orderId: steps.find((step) => step.orderId !== null)?.orderId ?? null,
    storeId: steps.find((step) => step.storeId !== null)?.storeId ?? null,
    memberId: steps.find((step) => step.memberId !== null)?.memberId ?? null,
    memberName: named?.memberName ?? null,
    steps,
  };
}

function compareCursors(a: readonly FeedEntry[], b: readonly FeedEntry[]): number {
  const left = a.at(-1)?.cursor ?? '';
  const right = b.at(-1)?.cursor ?? '';
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Puts fresh entries before the ones that are shown, each once, and forgets the oldest beyond the limit. */
export function mergeEntries(fresh: readonly FeedEntry[], shown: readonly FeedEntry[], limit: number): FeedEntry[] {
  const byCursor = new Map([...shown, ...fresh].map((entry) => [entry.cursor, entry]));
  return [...byCursor.values()].sort((a, b) => (a.cursor < b.cursor ? 1 : a.cursor > b.cursor ? -1 : 0)).slice(0, limit);
}

import { describe, expect, it } from 'vitest';
import { mergeEntries, tellStories } from '#app/components/feed/stories.ts';
import type { FeedEntry } from '#app/contracts/reading.ts';
import { saying } from '#app/domain/saying.ts';

const START = Date.parse('2026-11-23T10:00:00Z');

function entry(seconds: number, kind: FeedEntry['kind'], more: Partial<FeedEntry> = {}): FeedEntry {
  const at = START + seconds * 1000;
  return {
    cursor: `${at}-${kind}-${more.what?.code ?? ''}`,
    at: new Date(at).toISOString(),
    kind,
    what: saying(kind),
    memberId: 'anna',
    memberName: 'Anna',
    orderId: null,
    storeId: null,
    points: null,
    code: null,
    because: [],
    ...more,
  };
}

const order = { orderId: '1', storeId: 's' };
const shapes = (entries: readonly FeedEntry[]) => tellStories(entries).map((story) => story.steps.map((step) => step.kind));

describe('stories', () => {
  it('tell an order with its points, its tier and its code as one', () => {
    const entries = [entry(0, 'order', order), entry(0.2, 'posting', order), entry(0.4, 'tier'), entry(0.6, 'redemption')].reverse();
    const [story] = tellStories(entries);
    expect(story?.steps.map((step) => step.kind)).toEqual(['order', 'posting', 'tier', 'redemption']);
    expect(story).toMatchObject({ orderId: '1', storeId: 's', memberName: 'Anna', at: '2026-11-23T10:00:00.600Z' });
  });

  it('are the same whatever was written down first', () => {
    const entries = [
      entry(0.5, 'order', order),
      entry(0.3, 'tier'),
      entry(0.4, 'redemption', { code: 'GOLD' }),
      entry(0.6, 'posting', order),
    ];
    expect(shapes(entries)).toEqual([['order', 'posting', 'tier', 'redemption']]);
    expect(shapes([...entries].reverse())).toEqual([['order', 'posting', 'tier', 'redemption']]);
  });

  it('show an order that was settled again as it is now', () => {
    const [story] = tellStories([
      entry(9, 'order', { ...order, points: 41, what: saying('again') }),
      entry(0, 'order', { ...order, points: 82 }),
    ]);
    expect(story?.steps.map((step) => step.points)).toEqual([41]);
    expect(story?.at).toBe('2026-11-23T10:00:09.000Z');
  });

  it('stay apart: another order, another store, another member, another day', () => {
    expect(shapes([entry(1, 'order', { orderId: '2', storeId: 's' }), entry(0, 'order', order)])).toEqual([['order'], ['order']]);
    expect(shapes([entry(1, 'posting', { orderId: '1', storeId: 'other' }), entry(0, 'order', order)])).toHaveLength(2);
    expect(shapes([entry(1, 'tier', { memberId: 'tom' }), entry(0, 'order', order)])).toHaveLength(2);
    expect(shapes([entry(3_600, 'order', { ...order, what: saying('again') }), entry(0, 'order', order)])).toHaveLength(2);
    expect(shapes([entry(20, 'tier'), entry(0, 'order', order)])).toHaveLength(2);
  });

  it('leave a redemption of its own alone, even right after an order', () => {
    expect(shapes([entry(1, 'redemption'), entry(0, 'order', order)])).toEqual([['redemption'], ['order']]);
  });

  it('stand newest first, by their latest step', () => {
    const entries = [entry(9, 'posting', { ...order, what: saying('late') }), entry(5, 'message'), entry(0, 'order', order)];
    expect(shapes(entries)).toEqual([['order', 'posting'], ['message']]);
    expect(tellStories([])).toEqual([]);
  });
});

describe('merging', () => {
  it('takes each entry once, late ones in their place, and forgets the oldest', () => {
    const [a, b, c, late] = [entry(0, 'order'), entry(2, 'tier'), entry(4, 'order'), entry(1, 'posting')];
    expect(mergeEntries([c, b, late], [b, a], 10)).toEqual([c, b, late, a]);
    expect(mergeEntries([c, b], [a], 2)).toEqual([c, b]);
  });
});

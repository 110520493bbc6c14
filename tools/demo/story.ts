import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type SecondBooks, playSecondStore } from './second-story.ts';
import { SHOP, type Stage, settleDown } from './stage.ts';

/** One line of the story's table. */
export interface StoryLine {
  readonly what: string;
  readonly who: string;
  readonly points: number;
}

/** What the books must say at the end. The story's own arithmetic is written beside each step. */
export const EXPECTED = {
  /** 6 at the first shop; at the second one the imported one, the one that came back in part, the cancelled one, and the one with the coupon. */
  orders: 10,
  points: {
    /**
     * At the first shop: 20 welcome + 66 for the first order − 33 for the bag that came back + 36 − 36 for the cancelled one = 53. At the second, where 4.00 PLN
     * count as a euro: + 20 imported (80.00 PLN) + 100 (400.00 PLN) − 50 (one of two came back) − 100 redeemed + 45 (180.00 PLN) = 68.
     */
    ada: { available: 68, pending: 0, held: 0, debt: 0 },
    /** 20 welcome + 190 for the first order + 25 for Silver − 100 redeemed captured; 66 at 1.25 beans wait for the goods to arrive. */
    boris: { available: 135, pending: 66, held: 0, debt: 0 },
  },
  tiers: { ada: 'bronze', boris: 'silver' },
  codes: { captured: 2 },
  second: {
    imported: { orders: 1, points: 20 },
    shown: { first: 68, second: 68, published: 68 },
    coupon: { usedOnce: true, freeAfterCancelling: true, heldAfterCancelling: 100 },
  },
} as const;

/** Three weeks back, so that every waiting time of the first orders is over. */
export function storyStart(now: number): number {
  return now - 21 * 86_400_000;
}

/** Plays the fixed story of `npm run demo -- --once` and answers what happened, step by step. */
export async function playStory(
  stage: Stage,
  say: (line: string) => void,
): Promise<{ readonly lines: readonly StoryLine[]; readonly second: SecondBooks }> {
  const { desk, webhooks, clock } = stage.simulator;
  const lines: StoryLine[] = [];
  const ada = await enrol(stage, { firstName: 'Ada', lastName: 'Nowak', email: 'ada@example.com' });
  const boris = await enrol(stage, { firstName: 'Boris', lastName: 'Lindgren', email: 'boris@example.com' });
  const note = async (what: string, who: Person): Promise<void> => {
    await settleDown(stage, { limitMs: 60_000 });
    const points = await available(stage, who);
    lines.push({ what, who: who.firstName, points });
    say(what);
  };
  const cup = stage.products['Stoneware cup'] ?? '';
  const grinder = stage.products['Hand grinder'] ?? '';
  await note('Ada and Boris join: 20 welcome beans each', ada);

  const first = await desk.placeOrder({
    shop: SHOP,
    customerId: ada.customerId,
    lines: [{ title: 'Gift set', price: '18.00', quantity: 2 }],
  });
  await note('A paid order of 36.00: 36 beans and 30 for the first order', ada);

  await desk.fulfil({ shop: SHOP, orderId: String(first.order.id) });
  for (const delivery of await webhooks.list({ shop: SHOP, topic: 'orders/paid' })) await webhooks.resend({ id: delivery.id, times: 3 });
  await note('The same message three times more: nothing changes', ada);

  await clock.advance({ ms: 60_000 });
  await webhooks.hold();
  await desk.tagOrder({ shop: SHOP, orderId: String(first.order.id), tags: ['gift'] });
  await clock.advance({ ms: 60_000 });
  await desk.tagOrder({ shop: SHOP, orderId: String(first.order.id), tags: ['gift', 'wrapped'] });
  await webhooks.release({ order: 'reversed' });
  await note('Two updates in the wrong order: the newest counts', ada);

  const [line] = first.order.line_items;
  await clock.advance({ ms: 60_000 });
  await desk.refund({ shop: SHOP, orderId: String(first.order.id), lines: [{ lineId: String(line?.id), quantity: 1 }] });
  await note('One of the two comes back: half of the beans are taken back', ada);

  await clock.advance({ ms: 60_000 });
  await desk.placeOrder({
    shop: SHOP,
    customerId: boris.customerId,
    lines: [
      { productId: grinder, quantity: 2 },
      { title: 'Gift card box', price: '42.00', quantity: 1 },
    ],
  });
  await note('Boris spends 160.00: Silver at once, 25 beans for climbing', boris);

  const code = await redeem(stage, boris);
  await note(`Boris redeems 100 beans for 5.00 off: code ${code}`, boris);

  // Codes begin to work on the day they were made: from here on the shop's clock shows today.
  await clock.set({ to: Date.now() });
  await desk.placeOrder({
    shop: SHOP,
    customerId: boris.customerId,
    lines: [
      { productId: cup, quantity: 2 },
      { title: 'Syrup', price: '26.00', quantity: 1 },
    ],
    discountCodes: [code],
  });
  await note('The code is used on an order of 58.00: 53.00 at 1.25 beans, pending', boris);

  await playEnd(stage, ada, note);
  const second = await playSecondStore(stage, {
    note: (what) => note(what, ada),
    ada: {
      linkCode: async () => String((await callProxy(stage, { path: 'link-code', customerId: ada.customerId, body: {} })).code),
      shown: () => available(stage, ada),
    },
  });
  return { lines, second };
}

/** Orders that leave nothing behind. */
async function playEnd(stage: Stage, ada: Person, note: (what: string, who: Person) => Promise<void>): Promise<void> {
  const { desk, clock } = stage.simulator;
  const house = stage.products['House Blend 250 g'] ?? '';
  const cancelled = await desk.placeOrder({
    shop: SHOP,
    customerId: ada.customerId,
    lines: [{ title: 'Mystery box', price: '36.00', quantity: 1 }],
  });
  await settleDown(stage, { limitMs: 60_000 });
  await clock.advance({ ms: 60_000 });
  await desk.cancelOrder({ shop: SHOP, orderId: String(cancelled.order.id) });
  await note('Ada pays another order and it is cancelled: 36 beans come and go', ada);

  await desk.placeOrder({ shop: SHOP, lines: [{ productId: house, quantity: 1 }] });
  await desk.placeOrder({ shop: SHOP, customerId: ada.customerId, lines: [{ productId: house, quantity: 1 }], payment: 'unpaid' });
  await note('An order without a customer and an unpaid one earn nothing', ada);
}

interface Person {
  readonly firstName: string;
  readonly customerId: string;
}

async function enrol(
  stage: Stage,
  person: { readonly firstName: string; readonly lastName: string; readonly email: string },
): Promise<Person> {
  const customer = await stage.simulator.desk.createCustomer({ shop: SHOP, ...person });
  const customerId = String(customer.id);
  await callProxy(stage, { path: 'join', customerId, body: {} });
  return { firstName: person.firstName, customerId };
}

/** Goes the shopper's way: through the shop's app proxy, signed by the platform. Without a body it reads. */
async function callProxy(
  stage: Stage,
  call: { readonly path: string; readonly customerId: string; readonly body?: Record<string, unknown> },
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${stage.simulator.url}/apps/rung/${call.path}`, {
    headers: { 'Content-Type': 'application/json', 'X-Forwarded-Host': SHOP, 'X-Sim-Customer': call.customerId },
    ...(call.body === undefined ? {} : { method: 'POST', body: JSON.stringify(call.body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the shop's ${call.path} answered ${answer.status}: ${text.slice(0, 200)}`);
  return JSON.parse(text) as Record<string, unknown>;
}

async function redeem(stage: Stage, person: Person): Promise<string> {
  const redemptionId = randomUUID();
  for (let look = 0; look < 100; look += 1) {
    // Asking again with the same id is the same redemption: it answers the code once the platform has it.
    const answer = await callProxy(stage, {
      path: 'redeem',
      customerId: person.customerId,
      body: { rewardId: 'small-amount', redemptionId },
    });
    const redemption = (answer.redemption ?? answer) as { readonly state?: string; readonly code?: string };
    if (redemption.state === 'ready' && redemption.code) return redemption.code;
    await wait(100);
  }
  throw new Error('the code was not ready within 10 seconds');
}

async function available(stage: Stage, person: Pick<Person, 'customerId'>): Promise<number> {
  const { points } = (await callProxy(stage, { path: 'me', customerId: person.customerId })) as {
    readonly points?: { readonly available: number; readonly pending: number; readonly debt: number };
  };
  return points ? points.available + points.pending - points.debt : 0;
}

/** The end of the books, in the shape of EXPECTED. */
export async function readBooks(stage: Stage) {
  const { services, database } = stage.wiring;
  const { programId } = stage.address;
  const [ada, boris] = await Promise.all([
    services.readMember(programId, 'ada@example.com'),
    services.readMember(programId, 'boris@example.com'),
  ]);
  const [orders, postings, captured] = await Promise.all([
    database.prisma.orderRecord.count({ where: { programId, settledAt: { not: null } } }),
    database.prisma.posting.count({ where: { programId } }),
    database.prisma.redemption.count({ where: { programId, state: 'captured' } }),
  ]);
  const balance = (member: typeof ada) => {
    const points = member?.balances.find(({ unit }) => unit === 'points');
    return { available: points?.available ?? 0, pending: points?.pending ?? 0, held: points?.held ?? 0, debt: points?.debt ?? 0 };
  };
  return {
    orders,
    postings,
    points: { ada: balance(ada), boris: balance(boris) },
    tiers: { ada: ada?.tier.tierId ?? null, boris: boris?.tier.tierId ?? null },
    codes: { captured },
  };
}

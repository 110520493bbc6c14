import { randomUUID } from 'node:crypto';
import { sequence } from './sequence.ts';
import { SHOP, type Stage, settleDown } from './stage.ts';

const FIRST_NAMES = [
  'Mia',
  'Leon',
  'Zofia',
  'Jakub',
  'Olga',
  'Ivan',
  'Emma',
  'Noah',
  'Lena',
  'Paul',
  'Hanna',
  'Jonas',
  'Klara',
  'Felix',
  'Nina',
  'Max',
  'Ewa',
  'Tomasz',
  'Sofia',
  'Luca',
];
const LAST_NAMES = [
  'Schmidt',
  'Kowalska',
  'Petrova',
  'Nowak',
  'Weber',
  'Rossi',
  'Novak',
  'Fischer',
  'Lewandowska',
  'Becker',
  'Sokolov',
  'Martin',
  'Wagner',
  'Dubois',
  'Hoffmann',
  'Zielinska',
];
const MEMBERS = 240;
const ORDERS = 900;
const YEAR_MS = 365 * 86_400_000;

/** A few hundred members and a year of orders, refunds and cancellations, made by the simulator's order desk and sent as real, signed messages. */
export async function seedHistory(
  stage: Stage,
  options: { readonly now: number; readonly onProgress: (done: number, all: number) => void },
): Promise<void> {
  const { desk, clock } = stage.simulator;
  const next = sequence(20_261_123);
  const start = options.now - YEAR_MS;
  const customers: string[] = [];
  const products = Object.values(stage.products);
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(next() * items.length)];
  for (let index = 0; index < ORDERS; index += 1) {
    await clock.set({ to: start + Math.floor(((index + next() * 0.8) / ORDERS) * (YEAR_MS - 3_600_000)) });
    // The circle of customers grows with the year; regulars come more often.
    if (customers.length < MEMBERS && (customers.length < 12 || next() < (MEMBERS / ORDERS) * 1.2))
      customers.push(await newCustomer(stage, { index: customers.length, next }));
    const customerId = customers[Math.floor(next() ** 2 * customers.length)];
    const lines = Array.from({ length: 1 + Math.floor(next() * 3) }, () => ({
      productId: pick(products) ?? '',
      quantity: 1 + Math.floor(next() * 2),
    }));
    const placed = await desk.placeOrder({
      shop: SHOP,
      lines,
      ...(customerId === undefined ? {} : { customerId }),
      channel: next() < 0.2 ? 'pos' : 'web',
    });
    const orderId = String(placed.order.id);
    await desk.fulfil({ shop: SHOP, orderId });
    if (next() < 0.06) await desk.refund({ shop: SHOP, orderId, lines: [{ lineId: String(placed.order.line_items[0]?.id), quantity: 1 }] });
    else if (next() < 0.02) await desk.cancelOrder({ shop: SHOP, orderId });
    if (index % 20 === 0) options.onProgress(index, ORDERS);
  }
  options.onProgress(ORDERS, ORDERS);
  // From here on the shop's clock shows the time: codes that are made now must not begin in its future.
  await clock.set({ to: Date.now() });
  await clock.follow();
}

async function newCustomer(stage: Stage, made: { readonly index: number; readonly next: () => number }): Promise<string> {
  const firstName = FIRST_NAMES[Math.floor(made.next() * FIRST_NAMES.length)] ?? 'Mia';
  const lastName = LAST_NAMES[Math.floor(made.next() * LAST_NAMES.length)] ?? 'Schmidt';
  const email = `${firstName}.${lastName}.${made.index + 1}@example.com`.toLowerCase();
  const customer = await stage.simulator.desk.createCustomer({ shop: SHOP, firstName, lastName, email });
  const customerId = String(customer.id);
  // Four of five press the Join button; the others stay guests and earn unclaimed points.
  if (made.next() < 0.8) await stage.wiring.services.join({ address: stage.address, customerId, via: 'widget' });
  return customerId;
}

/** Waits until the history is in the books. */
export async function settleHistory(stage: Stage, onProgress: (waiting: number) => void): Promise<void> {
  await settleDown(stage, { limitMs: 600_000, onProgress });
}

const REDEEMERS = 24;

/** Today's customers: some turn their beans into codes, and most of those use them at once. */
export async function seedToday(stage: Stage): Promise<void> {
  const { services, database } = stage.wiring;
  const rich = await database.prisma.balance.findMany({
    where: { programId: stage.address.programId, unit: 'points', available: { gte: 260 }, debt: 0 },
    orderBy: { available: 'desc' },
    take: REDEEMERS * 2,
  });
  const rewards = ['small-amount', 'free-shipping', 'fifteen-percent', 'free-bag'];
  const product = stage.products['Pour-over set'] ?? '';
  let redeemed = 0;
  for (const { memberId } of rich) {
    if (redeemed === REDEEMERS) break;
    const identity = await database.prisma.memberIdentity.findFirst({ where: { programId: stage.address.programId, memberId } });
    const redemption = await services.redeem({
      address: stage.address,
      memberId,
      rewardId: rewards[redeemed % rewards.length] ?? 'small-amount',
      redemptionId: randomUUID(),
      points: null,
      actor: { kind: 'member', id: memberId },
    });
    if (!redemption.ok || !identity) continue;
    redeemed += 1;
    if (redeemed % 4 === 0 || redemption.value.code === null) continue;
    const { refusedCodes } = await stage.simulator.desk.placeOrder({
      shop: SHOP,
      customerId: identity.customerId,
      lines: [{ productId: product, quantity: 1 + (redeemed % 2) }],
      shipping: { price: '4.90' },
      discountCodes: [redemption.value.code],
    });
    if (refusedCodes.length > 0) throw new Error(`the sample shop refused a code of ours: ${JSON.stringify(refusedCodes)}`);
  }
}

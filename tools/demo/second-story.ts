import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { callAsPlugin } from '#tests/simulator-woocommerce/plugin-call.ts';
import { importSecondHistory } from './second-history.ts';
import type { SecondStore } from './second-store.ts';
import { type Stage, settleDown } from './stage.ts';

const COURSE = 'Kurs baristyczny online';
/** The same address as at the first shop: it links nothing, the code does. */
export const ADA_THERE = { firstName: 'Ada', lastName: 'Nowak', email: 'ada@example.com' } as const;
const DAY_MS = 86_400_000;

/** What the second shop did before it was connected: Ada took a course three months ago. 80.00 PLN ÷ 4 = 20 beans, once they are imported. */
export async function playBefore({ woo, products }: Pick<SecondStore, 'woo' | 'products'>, now: number): Promise<void> {
  const { id } = await woo.desk.createCustomer(ADA_THERE);
  await woo.desk.placeOrder({
    customerId: id,
    lines: [{ productId: products[COURSE] ?? 0, price: '80.00', quantity: 1 }],
    createdAt: now - 90 * DAY_MS,
  });
}

/** Through which doors Ada is reached at the first shop. */
export interface FirstShopDoors {
  readonly linkCode: () => Promise<string>;
  readonly shown: () => Promise<number>;
}

interface Told {
  readonly note: (what: string) => Promise<void>;
  readonly ada: FirstShopDoors;
}

/** What the second shop says of the story, beside what the books say. */
export interface SecondBooks {
  readonly imported: { readonly orders: number; readonly points: number };
  /** The balance that each shop shows Ada in the end, asked through its own door, and what the site keeps for its pages. */
  readonly shown: { readonly first: number; readonly second: number; readonly published: number };
  readonly coupon: { readonly usedOnce: boolean; readonly freeAfterCancelling: boolean; readonly heldAfterCancelling: number };
}

/** The same story at the second shop, and one balance for both. The arithmetic stands in EXPECTED. */
export async function playSecondStore(stage: Stage, { note, ada }: Told): Promise<SecondBooks> {
  const { woo, products } = stage.second;
  const customer = (await woo.desk.customers()).find(({ email }) => email === ADA_THERE.email);
  const customerId = customer?.id ?? 0;
  const course = products[COURSE] ?? 0;

  await callPlugin(stage, { path: 'link', customerId, body: { code: await ada.linkCode() } });
  await note('Ada links her account at the second shop with a code from the first: one balance');

  const imported = await importSecondHistory(stage, { from: Date.now() - 365 * DAY_MS, limitMs: 60_000, onProgress: () => undefined });
  await note('Her order of 80.00 PLN from before is imported, silently: 20 beans at 4.00 PLN for a euro');

  const first = await woo.desk.placeOrder({ customerId, lines: [{ productId: course, quantity: 2 }] });
  await note('Two courses for 400.00 PLN: 100 beans, at once (nothing is shipped)');

  const line = first.line_items[0]?.id ?? 0;
  await woo.desk.refund({ orderId: first.id, lines: [{ lineId: line, quantity: 1 }] });
  await note('One of them comes back, by its line: 50 beans are taken back');

  const code = await redeemThere(stage, customerId);
  await note(`Ada redeems 100 beans for 20.00 PLN off: coupon ${code}, made on the site`);

  const unpaid = await woo.desk.placeOrder({ customerId, lines: [{ productId: course, quantity: 1 }], coupons: [code], status: 'pending' });
  await settleDown(stage, { limitMs: 60_000 });
  await woo.desk.cancel({ id: unpaid.id });
  await note('The coupon is used on an order that is cancelled unpaid: the coupon is free again, the beans stay held');
  const preview = await woo.desk.previewCoupon({ code, email: ADA_THERE.email, customerId, lines: [{ productId: course, quantity: 1 }] });

  const held = await pointsThere(stage, customerId);

  await woo.desk.placeOrder({ customerId, lines: [{ productId: course, quantity: 1 }], coupons: [code] });
  await note('The coupon is used on a paid order of 200.00 PLN: 180.00 PLN paid are 45 beans, the coupon is captured');

  await settleDown(stage, { limitMs: 60_000 });
  const meta = (await woo.desk.customer({ id: customerId })).meta_data.find(({ key }) => key === '_rung_member');
  const published = JSON.parse(typeof meta?.value === 'string' ? meta.value : '{}') as { readonly points?: number };
  const { available } = await pointsThere(stage, customerId);
  const used = await woo.desk.coupon({ code });
  return {
    imported,
    shown: { first: await ada.shown(), second: available, published: published.points ?? -1 },
    coupon: { usedOnce: used.usage_count === 1, freeAfterCancelling: preview.valid, heldAfterCancelling: held.held },
  };
}

/** Goes the shopper's way at a WooCommerce site: the plugin signs and forwards. Without a body it reads. */
async function callPlugin(
  { second }: Stage,
  call: { readonly path: string; readonly customerId: number; readonly body?: Record<string, unknown> },
): Promise<Record<string, unknown>> {
  const { link } = await second.woo.desk.plugin();
  if (link === null) throw new Error('the plugin of the second shop was never linked; see the log of the app');
  const method = call.body === undefined ? 'GET' : 'POST';
  const asked = { method, path: call.path, customer: String(call.customerId) } as const;
  const { status, text } = await callAsPlugin(link, call.body === undefined ? asked : { ...asked, body: call.body });
  if (status !== 200) throw new Error(`the second shop's ${call.path} was answered ${status}: ${text.slice(0, 200)}`);
  return JSON.parse(text) as Record<string, unknown>;
}

async function pointsThere(stage: Stage, customerId: number): Promise<{ readonly available: number; readonly held: number }> {
  const { points } = (await callPlugin(stage, { path: 'me', customerId })) as {
    readonly points?: { readonly available: number; readonly held: number };
  };
  if (!points) throw new Error('the second shop’s me says nothing of points');
  return points;
}

async function redeemThere(stage: Stage, customerId: number): Promise<string> {
  const redemptionId = randomUUID();
  for (let look = 0; look < 100; look += 1) {
    const { redemption } = (await callPlugin(stage, { path: 'redeem', customerId, body: { rewardId: 'small-amount', redemptionId } })) as {
      readonly redemption?: { readonly state?: string; readonly code?: string | null };
    };
    if (redemption?.state === 'ready' && redemption.code) return redemption.code;
    await wait(100);
  }
  throw new Error('the coupon was not ready within 10 seconds');
}

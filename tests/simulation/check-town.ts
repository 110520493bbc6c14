import { expect } from 'vitest';
import type { SettledOrder } from '#app/domain/decisions/settled-order.ts';
import { POINTS } from '#app/domain/ledger/posting.ts';
import { makeJoinCode } from '#app/services/join-codes.ts';
import { joinByCode } from '#app/services/join-program.ts';
import { readOrders } from '#app/store/orders.ts';
import { rowsOf } from '../services/stage-books.ts';
import { checkBooks } from './check-books.ts';
import { naivePoints } from './naive-site.ts';
import { saw } from './random-shop.ts';
import type { Publication, RandomTown } from './random-site.ts';
import { USD_RATE, ZAR_RATE } from './random-town.ts';
import { CLERK } from './sites.ts';

const HOUR = 3_600_000;

/** Both platforms are well again and everything that waits is done. What no message told is looked for only after the rest was checked without. */
export async function calmTown(town: RandomTown): Promise<void> {
  const { stage, site, sites, lossy } = town;
  const { services, sim } = stage;
  sim.faults.clear();
  sim.webhooks.configure({ dropShare: 0 });
  sim.webhooks.release();
  site.woo.faults.clear();
  site.woo.webhooks.configure({ dropShare: 0 });
  site.woo.webhooks.release();
  sites.refuseMessages(false);
  await stage.advance(HOUR);
  await stage.settleDown();
  const { repaired } = await services.runSchedule('probe-webhooks');
  saw(town.seen, 'webhooks made anew', repaired ?? 0);
  if (lossy) await services.runSchedule('reconcile');
  await stage.settleDown();
  if (!lossy) await checkSiteOrders(town, { toldOnly: true });
  // Two nights: what is gone counts as deleted after the second.
  for (let night = 0; night < 2; night += 1) {
    const { wanted } = await services.runSchedule('look-over');
    saw(town.seen, 'found by the nightly look', wanted ?? 0);
    await stage.settleDown();
    await stage.advance(7 * HOUR);
  }
  for (const name of ['mature-points', 'review-tiers', 'end-holds', 'fill-pools', 'look-over'] as const) await services.runSchedule(name);
  await stage.settleDown();
  const programs = [town.at.address.programId];
  expect(
    await rowsOf(stage, `SELECT state, topic, reason FROM inbox WHERE program_id = $1 AND state NOT IN ('done', 'skipped')`, programs),
  ).toEqual([]);
  expect(await rowsOf(stage, `SELECT state, key, reason FROM outbox WHERE program_id = $1 AND state <> 'done'`, programs)).toEqual([]);
}

/** All that must hold of a town in which nothing waits. */
export async function checkTown(town: RandomTown): Promise<void> {
  await checkBooks(town);
  await checkSiteOrders(town, { toldOnly: false });
  await checkWhole(town);
  await checkPeople(town);
  await checkDoors(town);
  await checkNotices(town);
  await checkMove(town);
  await checkSiteCodes(town);
}

const MULTIPLIERS: Readonly<Record<string, number>> = { silver: 2, gold: 3 };

/** Every order of the site stands as plain sums over what the site shows have it, in the order's record and in the transfers. */
async function checkSiteOrders(town: RandomTown, { toldOnly }: { readonly toldOnly: boolean }): Promise<void> {
  const { stage, site, siteOrders, untold, removed } = town;
  const stored = await readOrders(stage.database.pool, site.address, siteOrders.map(String));
  const inBooks = await netOfOrders(town);
  for (const id of siteOrders) {
    if (toldOnly && untold.has(id)) continue;
    const settled = stored.get(String(id))?.settled ?? null;
    const order = removed.has(id) ? null : site.woo.desk.order({ id });
    // Deleted before anything was fetched: nobody ever knew of it.
    if (settled === null && (order === null || order.status === 'trash')) continue;
    expect({ id, known: settled !== null }).toEqual({ id, known: true });
    if (settled === null) continue;
    const wanted = order === null ? { points: 0, spread: false } : expectedPoints(town, settled, order);
    const target = settled.targets[POINTS];
    const standing = (target?.earned ?? 0) - (target?.reversed ?? 0);
    const fits = Math.abs(standing - wanted.points) <= (wanted.spread ? 1 : 0);
    expect({ id, status: order?.status ?? 'gone', standing: fits ? wanted.points : standing }).toEqual({
      id,
      status: order?.status ?? 'gone',
      standing: wanted.points,
    });
    const books = inBooks.get(String(id)) ?? { net: 0, forgiven: 0 };
    expect({ id, inTransfers: books.net - books.forgiven }).toEqual({ id, inTransfers: standing });
  }
}

type Order = ReturnType<RandomTown['site']['woo']['desk']['order']>;

function expectedPoints(town: RandomTown, settled: SettledOrder, order: Order): { readonly points: number; readonly spread: boolean } {
  const { context } = settled;
  const none = { points: 0, spread: false };
  // What another program wrote into the site was sold elsewhere: a marketplace, a feed, a till of its own.
  if (order.created_via === 'rest-api') return none;
  // Never paid; or nobody's for so long that it earns for nobody; or somebody's who was out.
  if (context?.member == null || context.barred !== null) {
    const isSomebodys = order.customer_id !== 0 || order.billing.email !== '';
    const paid = ['processing', 'completed'].includes(order.status);
    if (paid && isSomebodys && context?.barred == null)
      expect({ id: order.id, frozen: context }).toEqual({ id: order.id, frozen: 'of a member' });
    return none;
  }
  const version = versionOf(town, order);
  if (town.importedUnpaid.has(order.id)) saw(town.seen, 'order brought in unpaid was paid later');
  expect({ id: order.id, versionNo: context.versionNo }).toEqual({ id: order.id, versionNo: version.no });
  const knowsZar = town.publications.some((one) => one.knowsZar);
  const rates: Readonly<Record<string, string | null>> = { EUR: '1', USD: USD_RATE, ZAR: knowsZar ? ZAR_RATE : null };
  return naivePoints(order, town.site.woo.desk.refunds({ orderId: order.id }), {
    pointsPerUnit: version.pointsPerUnit,
    multiplier: MULTIPLIERS[context.member.tierId ?? ''] ?? 1,
    rate: rates[order.currency] ?? null,
  });
}

/** The version that was live when the order was placed, or the one it was brought in under. */
function versionOf({ publications, imported }: RandomTown, order: Order): Publication {
  const placedAt = Date.parse(`${order.date_created_gmt ?? ''}Z`);
  const [first] = publications;
  const live = imported.has(order.id) ? first : publications.findLast(({ effectiveAt }) => effectiveAt <= placedAt);
  if (!live) throw new Error(`no version was live when order ${order.id} was placed`);
  return live;
}

/** What the transfers of an order's postings come to, and what of its taking back was forgiven. */
async function netOfOrders({ stage, site }: RandomTown): Promise<ReadonlyMap<string, { readonly net: number; readonly forgiven: number }>> {
  const rows = await rowsOf<{ id: string; net: string; forgiven: string }>(
    stage,
    `SELECT p.order_id AS id, sum(p.forgiven) AS forgiven, coalesce(sum((SELECT sum(CASE WHEN t.from_account = 'issued' THEN t.points WHEN t.to_account = 'revoked' THEN -t.points ELSE 0 END)
       FROM transfer t WHERE t.program_id = p.program_id AND t.posting_id = p.id AND t.unit = 'points')), 0) AS net
     FROM posting p WHERE p.program_id = $1 AND p.store_id = $2 AND p.order_id IS NOT NULL AND p.redemption_id IS NULL GROUP BY p.order_id`,
    [site.address.programId, site.address.storeId],
  );
  return new Map(rows.map(({ id, net, forgiven }) => [id, { net: Number(net), forgiven: Number(forgiven) }]));
}

/** All balances together are what orders earned, what was given besides, and what left again: nothing is lost or doubled between two stores. */
async function checkWhole({ stage, at }: RandomTown): Promise<void> {
  const [sums] = await rowsOf<Record<'balances' | 'orders' | 'forgiven' | 'besides' | 'left', string>>(
    stage,
    `SELECT (SELECT coalesce(sum(pending + available + held - debt), 0) FROM balance WHERE program_id = $1 AND unit = 'points') AS balances,
       (SELECT coalesce(sum((settled#>>'{targets,points,earned}')::bigint - (settled#>>'{targets,points,reversed}')::bigint), 0) FROM order_record WHERE program_id = $1) AS orders,
       (SELECT coalesce(sum(forgiven), 0) FROM posting WHERE program_id = $1 AND order_id IS NOT NULL AND redemption_id IS NULL) AS forgiven,
       (SELECT coalesce(sum(CASE WHEN t.from_account IN ('issued', 'opening', 'adjusted') THEN t.points WHEN t.to_account IN ('revoked', 'adjusted') THEN -t.points ELSE 0 END), 0)
          FROM transfer t JOIN posting p ON p.program_id = t.program_id AND p.id = t.posting_id WHERE t.program_id = $1 AND t.unit = 'points' AND p.order_id IS NULL) AS besides,
       (SELECT coalesce(sum(CASE WHEN to_account IN ('redeemed', 'expired', 'forfeited', 'written_off') THEN points ELSE 0 END)
          - sum(CASE WHEN from_account IN ('redeemed', 'expired', 'forfeited', 'written_off') THEN points ELSE 0 END), 0) FROM transfer WHERE program_id = $1 AND unit = 'points') AS left`,
    [at.address.programId],
  );
  const [balances, orders, forgiven, besides, left] = (['balances', 'orders', 'forgiven', 'besides', 'left'] as const).map((name) =>
    Number(sums?.[name]),
  );
  expect(balances).toBe((orders ?? 0) + (forgiven ?? 0) + (besides ?? 0) - (left ?? 0));
}

interface Identity extends Record<string, unknown> {
  readonly memberId: string;
  readonly store: string;
  readonly customerId: string;
  readonly state: string;
}

function identities({ stage, at }: RandomTown): Promise<Identity[]> {
  return rowsOf<Identity>(
    stage,
    `SELECT i.member_id AS "memberId", i.store_id AS store, i.customer_id AS "customerId", m.state FROM member_identity i
     JOIN member m ON m.program_id = i.program_id AND m.id = i.member_id WHERE i.program_id = $1 ORDER BY i.store_id, i.customer_id`,
    [at.address.programId],
  );
}

/** Who the story made one person is one member, and nobody else. */
async function checkPeople(town: RandomTown): Promise<void> {
  if (!town.followsPeople) return;
  const keys = (await identities(town)).map((one) => ({
    key: `${one.store === town.at.address.storeId ? 'shop' : 'site'} ${one.customerId}`,
    memberId: one.memberId,
  }));
  const erased = new Set([...town.erased].map((id) => town.people.get(`shop ${id}`)).filter((group) => group !== undefined));
  const known = keys.filter(({ key }) => town.people.has(key) && !erased.has(town.people.get(key) ?? 0));
  const together = (nameOf: (one: (typeof known)[number]) => string | number) =>
    [...Map.groupBy(known, nameOf).values()]
      .map((group) =>
        group
          .map(({ key }) => key)
          .sort()
          .join(', '),
      )
      .sort();
  expect(together(({ memberId }) => memberId)).toEqual(together(({ key }) => town.people.get(key) ?? key));
}

/** One person reads one balance through both doors, and it is the ledger's; what was published to each store says so too. */
async function checkDoors(town: RandomTown): Promise<void> {
  const { stage, at, site } = town;
  const byMember = Map.groupBy(await identities(town), ({ memberId }) => memberId);
  const balances = await rowsOf<{ memberId: string; shown: string }>(
    stage,
    `SELECT member_id AS "memberId", available - debt AS shown FROM balance WHERE program_id = $1 AND unit = 'points'`,
    [at.address.programId],
  );
  const shown = new Map(balances.map((row) => [row.memberId, Number(row.shown)]));
  for (const [memberId, names] of byMember) {
    for (const { store, customerId, state } of names) {
      if (state !== 'member') continue;
      const address = store === at.address.storeId ? at.address : site.address;
      const view = await stage.services.storefront.read({ address, customerId, locale: 'en-GB', language: 'en' });
      expect({ memberId, store, shown: view?.points.shown }).toEqual({ memberId, store, shown: shown.get(memberId) ?? 0 });
      if (store === site.address.storeId) checkPublished(town, { customerId, shown: shown.get(memberId) ?? 0 });
    }
    if (new Set(names.map(({ store }) => store)).size > 1) saw(town.seen, 'one balance through both doors');
  }
}

function checkPublished({ site }: RandomTown, { customerId, shown }: { readonly customerId: string; readonly shown: number }): void {
  const customer = site.woo.desk.customers().find(({ id }) => String(id) === customerId);
  const meta = customer?.meta_data.find(({ key }) => key === '_rung_member');
  if (meta)
    expect({ customerId, points: (JSON.parse(String(meta.value)) as { points: number }).points }).toEqual({ customerId, points: shown });
}

/**
 * What people were told of an order adds up to what it stands at, so nothing was told twice; of a past that was brought in nobody is told. Of what an erased person was
 * told only the key is left.
 */
async function checkNotices({ stage, at, site, imported, importedUnpaid }: RandomTown): Promise<void> {
  const rows = await rowsOf<{ orderId: string; told: string; standing: string }>(
    stage,
    `SELECT o.order_id AS "orderId", coalesce(sum((n.data->>'points')::bigint), 0) AS told,
       coalesce((o.settled#>>'{targets,points,earned}')::bigint - (o.settled#>>'{targets,points,reversed}')::bigint, 0) AS standing
     FROM order_record o JOIN notice n ON n.program_id = o.program_id AND n.key LIKE 'order:' || o.store_id || ':' || o.order_id || ':%'
     WHERE o.program_id = $1 AND o.store_id = $2 AND (o.import_id IS NULL OR o.order_id = ANY ($3)) GROUP BY o.order_id, o.settled HAVING NOT bool_or(n.data = '{}')`,
    [at.address.programId, site.address.storeId, [...importedUnpaid].map(String)],
  );
  for (const { orderId, told, standing } of rows) expect({ orderId, told }).toEqual({ orderId, told: standing });
  const first = await rowsOf(
    stage,
    `SELECT key FROM notice WHERE program_id = $1 AND key LIKE 'order:%:1:%' AND split_part(key, ':', 2) = $2 AND split_part(key, ':', 3) = ANY ($3)`,
    [at.address.programId, site.address.storeId, [...imported].filter((id) => !importedUnpaid.has(id)).map(String)],
  );
  expect(first).toEqual([]);
}

/** A store with points cannot be taken elsewhere: its books stay, and the code stays good. */
async function checkMove(town: RandomTown): Promise<void> {
  const { stage, site } = town;
  const elsewhere = await stage.openShop({});
  const { code } = await makeJoinCode(stage.desk, { programId: elsewhere.address.programId, actor: CLERK });
  const before = await sumsOf(town);
  const moved = await joinByCode(stage.desk, { address: site.address, code, actor: CLERK });
  expect(moved).toMatchObject({ ok: false, refusal: { reason: 'own-points' } });
  expect(await sumsOf(town)).toEqual(before);
}

function sumsOf({ stage, at }: RandomTown) {
  return rowsOf(
    stage,
    `SELECT (SELECT count(*) FROM posting WHERE program_id = $1) AS postings, (SELECT sum(available) FROM balance WHERE program_id = $1) AS available,
       (SELECT count(*) FROM store WHERE program_id = $1 AND state = 'connected') AS stores`,
    [at.address.programId],
  );
}

/** Every code that is open works at its site for its customer; no code whose points came back, or that was used, can be used: it is tried. */
async function checkSiteCodes(town: RandomTown): Promise<void> {
  const { stage, site } = town;
  const rows = await rowsOf<{ code: string; state: string; points: string; back: string; customers: (string | null)[] }>(
    stage,
    `SELECT r.code, r.state, r.points, r.returned_points AS back, array_agg(i.customer_id) AS customers FROM redemption r
     LEFT JOIN member_identity i ON i.program_id = r.program_id AND i.member_id = r.member_id AND i.store_id = r.store_id
     WHERE r.program_id = $1 AND r.store_id = $2 AND r.code IS NOT NULL GROUP BY r.id, r.code, r.state, r.points, r.returned_points`,
    [site.address.programId, site.address.storeId],
  );
  const { desk } = site.woo;
  const everybody = desk.customers();
  const known = await readOrders(stage.database.pool, site.address, [...town.buried.values()].map(String));
  for (const { code, state, customers } of rows) {
    const exists = desk.coupons().find((coupon) => coupon.code === code.toLowerCase());
    const emails = exists?.email_restrictions ?? [];
    const owner = everybody.find(({ email }) => emails.includes(email.toLowerCase()));
    const customerId = owner?.id ?? Number(customers.find((id) => id !== null) ?? 0);
    // Used by an order that was deleted for good before anybody was told of it: nobody can know. Its points come back when its time is over.
    const buriedWith = town.buried.get(code);
    if (state === 'ready' && buriedWith !== undefined && !known.get(String(buriedWith))?.snapshot) continue;
    const tried = tryCode(town, { code, customerId });
    const works = tried === null;
    if (state === 'ready') expect({ code, state, works, tried }).toEqual({ code, state, works: true, tried: null });
    else expect({ code, state, works }).toEqual({ code, state, works: false });
    if (!works) saw(town.seen, 'dead code tried');
    else saw(town.seen, 'open code tried');
  }
  const ours = desk.coupons().filter(({ meta_data }) => meta_data.some(({ key }) => key === '_rung_discount'));
  const made = new Set(rows.map(({ code }) => code.toLowerCase()));
  expect(ours.map(({ code }) => code).filter((code) => !made.has(code))).toEqual([]);
}

/** Why the checkout refuses the code; null: an order was placed with it. */
function tryCode({ site }: RandomTown, { code, customerId }: { readonly code: string; readonly customerId: number }): string | null {
  const isKnown = site.woo.desk.customers().some(({ id }) => id === customerId);
  try {
    site.woo.desk.silently({
      method: 'placeOrder',
      input: {
        ...(isKnown ? { customerId } : { email: 'somebody@example.test' }),
        lines: [{ productId: 12, quantity: 5 }],
        coupons: [code],
      },
    });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

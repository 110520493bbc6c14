import { publishProgram } from '#app/services/publish-program.ts';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { aPointPerUnit, aProgram } from '#tests/builders.ts';
import { REWARDS, TIERS, WAITING } from '../services/stage-program.ts';
import { type Acts, chance, newCustomer, pick, type RandomShop, saw, SHOP_ACTS } from './random-shop.ts';
import { newSiteCustomer, payOldOrder, type Publication, type RandomTown, SITE_ACTS } from './random-site.ts';
import { CLERK, type Sites, type SiteShop } from './sites.ts';

const DAY = 86_400_000;
export const USD_RATE = '1.25';
export const ZAR_RATE = '20';

/** The program of a town: cheap rewards in three currencies; rates for one of two foreign ones, at first. */
export function townProgram({
  pointsPerUnit,
  knowsZar,
  waits,
}: Pick<Publication, 'pointsPerUnit' | 'knowsZar'> & { readonly waits: boolean }): Partial<ProgramDraft> {
  const everywhere = (amounts: Record<string, number>) => {
    const minor = amounts['EUR'] ?? 0;
    return { EUR: minor, USD: minor, ZAR: minor * 20 };
  };
  const rewards = REWARDS.map((reward) => ({
    ...reward,
    ...(reward.cost.kind === 'points' ? { cost: { ...reward.cost, points: reward.id === 'five' ? 100 : 60 } } : {}),
    ...(reward.value.kind === 'amount' ? { value: { ...reward.value, amounts: everywhere(reward.value.amounts) } } : {}),
    ...(reward.value.kind === 'free-shipping' ? { value: { ...reward.value, worth: everywhere(reward.value.worth) } } : {}),
  }));
  const tiers = {
    ...TIERS,
    list: TIERS.list?.map((tier) => ({
      ...tier,
      ways: tier.ways.map((way) => (way.kind === 'spend' ? { ...way, atLeast: everywhere(way.atLeast) } : way)),
    })),
  };
  return {
    rewards,
    tiers,
    currencies: [
      { code: 'USD', rates: [{ from: '2020-01-01', rate: USD_RATE }] },
      ...(knowsZar ? [{ code: 'ZAR', rates: [{ from: '2020-01-01', rate: ZAR_RATE }] }] : []),
    ],
    earning: { rules: [aPointPerUnit(String(pointsPerUnit))] },
    joining: { welcome: { points: WELCOME } },
    ...(waits ? { pending: WAITING } : {}),
  };
}

export const WELCOME = 25;

/** Opens the doors of a town: a shop with its program, and a site that joins it by a one-time code; with a silent past in every third seed. */
export async function openTown(shop: RandomShop, sites: Sites, seed: number): Promise<RandomTown> {
  const woo = await sites.open();
  const imported = seed % 3 === 0 ? placeHistory(woo, shop.stage.now()) : [];
  const site = await connectSite(shop, sites, { woo, seed });
  const town: RandomTown = {
    ...shop,
    others: [site.address],
    sites,
    site,
    siteCustomers: [],
    siteOrders: [...imported],
    imported: new Set(imported),
    importedUnpaid: new Set(imported.filter((id) => UNPAID.includes(woo.desk.order({ id }).status))),
    removed: new Set(),
    buried: new Map(),
    untold: new Set(),
    publications: [{ no: 2, effectiveAt: 0, pointsPerUnit: 1, knowsZar: false }],
    people: new Map(),
    merges: [],
    followsPeople: seed % 4 !== 0,
    waits: seed % 2 === 0,
  };
  for (let count = 0; count < 4; count += 1) {
    await newCustomer(town);
    await newSiteCustomer(town);
  }
  if (imported.length > 0) await bringInHistory(town);
  return town;
}

/** A site that begins with a program of its own, which it leaves; or one that comes straight with the code. */
async function connectSite(
  shop: RandomShop,
  sites: Sites,
  { woo, seed }: { readonly woo: SiteShop['woo']; readonly seed: number },
): Promise<SiteShop> {
  if (seed % 2 === 0) return sites.connect(woo, shop.at.address);
  const alone = await sites.connect(woo, null);
  const joined = await sites.connect(woo, shop.at.address);
  if (alone.address.programId === joined.address.programId) throw new Error('the site stayed in its own program');
  saw(shop.seen, 'store moved into the program');
  return joined;
}

const UNPAID: readonly string[] = ['pending', 'on-hold', 'cancelled'];

/** What was sold before anybody knew of Rung: no webhook tells of it. Some of it was never paid, yet. */
function placeHistory(woo: SiteShop['woo'], now: number): number[] {
  const { id: customerId } = woo.desk.createCustomer({ email: 'old@example.test', firstName: 'Olda' });
  const statuses: Readonly<Record<number, string>> = { 4: 'pending', 5: 'cancelled', 7: 'on-hold' };
  return Array.from({ length: 8 }, (_, index) => {
    const status = statuses[index];
    const order = woo.desk.silently({
      method: 'placeOrder',
      input: {
        ...(index % 3 === 0 ? { email: 'old-guest@example.test' } : { customerId }),
        lines: [{ productId: 12, quantity: 1 + (index % 3) }],
        createdAt: now - (60 - index) * DAY,
        ...(status === undefined ? {} : { status }),
        currency: index === 6 ? 'USD' : 'EUR',
      },
    }) as { readonly id: number };
    if (index === 2) woo.desk.silently({ method: 'refund', input: { orderId: order.id, amount: '7.00' } });
    return order.id;
  });
}

async function bringInHistory(town: RandomTown): Promise<void> {
  const { services } = town.stage;
  const { programId, storeId } = town.site.address;
  const started = await services.startImport({
    programId,
    storeId,
    from: town.stage.now() - 90 * DAY,
    to: null,
    versionNo: null,
    startedBy: CLERK.id,
  });
  if (!started.ok) throw new Error(`the import was refused: ${started.refusal.message}`);
  for (let run = 0; run < 5; run += 1) await services.runSchedule('import-history');
  saw(town.seen, 'past orders brought in');
}

/** A new version, a clear moment after what was sold under the one before. */
async function publish(town: RandomTown): Promise<void> {
  const { stage, at } = town;
  const last = town.publications.at(-1);
  if (!last || town.publications.length > 4) return;
  const next = { pointsPerUnit: last.pointsPerUnit === 1 ? (2 as const) : (1 as const), knowsZar: last.knowsZar || chance(town, 0.5) };
  await stage.advance(3_000);
  const published = await publishProgram(stage.desk, {
    programId: at.address.programId,
    basedOn: last.no,
    document: aProgram(townProgram({ ...next, waits: town.waits })),
    publishedBy: CLERK.id,
    effectiveAt: null,
  });
  if (!published.ok) throw new Error(`the program was not published: ${JSON.stringify(published.refusal)}`);
  const effectiveAt = stage.now();
  await stage.advance(3_000);
  town.publications.push({ no: published.value.versionNo, effectiveAt, ...next });
  saw(town.seen, 'program changed');
  if (next.knowsZar && !last.knowsZar) saw(town.seen, 'rate came later');
}

/** Everybody who can sign in somewhere: "shop 17", "site 4". */
type Key = string;

let groups = 0;

function groupOf(town: RandomTown, key: Key): number {
  const known = town.people.get(key);
  if (known !== undefined) return known;
  const fresh = (groups += 1);
  town.people.set(key, fresh);
  return fresh;
}

const shopperAt = (town: RandomTown, key: Key) => {
  const [where, customerId = ''] = key.split(' ');
  const address = where === 'shop' ? town.at.address : town.site.address;
  return { address, customerId, locale: 'en-GB', language: 'en' as const };
};

function memberAt(town: RandomTown, key: Key): Promise<string | null> {
  const { address, customerId } = shopperAt(town, key);
  return town.stage.services.storefront.findMember(address, customerId);
}

function keysOf(town: RandomTown): { readonly shop: Key[]; readonly site: Key[] } {
  return { shop: town.customers.map((id) => `shop ${id}`), site: town.siteCustomers.map((id) => `site ${id}`) };
}

/** Notes a merge that has just happened: whose names went up in whose. */
async function noteMerge(town: RandomTown, [one, other]: readonly [Key, Key], before: ReadonlyMap<Key, string | null>): Promise<void> {
  const { rows } = await town.stage.database.pool.query<{ id: string; from_id: string }>(
    `SELECT id, from_id FROM member_merge WHERE program_id = $1 AND reason <> 'platform-merge' ORDER BY merged_at DESC, id DESC LIMIT 1`,
    [town.at.address.programId],
  );
  const [row] = rows;
  if (!row) throw new Error('a merge left no trace');
  const gone = before.get(one) === row.from_id ? one : other;
  const [goneGroup, keptGroup] = [groupOf(town, gone), groupOf(town, gone === one ? other : one)];
  const moved = [...town.people].filter(([, group]) => group === goneGroup).map(([key]) => key);
  for (const key of moved) town.people.set(key, keptGroup);
  town.merges.push({ mergeId: row.id, moved });
}

/** A shopper of both stores shows a code at one and types it in at the other. */
async function link(town: RandomTown): Promise<void> {
  const { shop, site } = keysOf(town);
  const [a, b] = [pick(town, shop), pick(town, site)];
  if (a === undefined || b === undefined) return;
  const [shown, typed] = chance(town, 0.5) ? [a, b] : [b, a];
  const { storefront } = town.stage.services;
  const made = await storefront.makeLinkCode(shopperAt(town, shown));
  if (!made.ok) return;
  const before = new Map([[a, await memberAt(town, a)] as const]);
  // Who has not joined joins by linking: only then there are members to compare.
  await town.stage.services.join({ ...shopperAt(town, typed), via: 'link' });
  for (const key of [a, b]) before.set(key, await memberAt(town, key));
  const type = () => storefront.linkAccounts(shopperAt(town, typed), made.value.code.replaceAll('-', ''));
  const [linked, again] = chance(town, 0.3) ? await Promise.all([type(), type()]) : [await type(), null];
  if (linked.ok && again?.ok) throw new Error('one link code worked twice');
  if (!linked.ok && !again?.ok) return;
  await noteMerge(town, [a, b], before);
  saw(town.seen, 'accounts linked by a code');
}

async function mergeByStaff(town: RandomTown): Promise<void> {
  const { shop, site } = keysOf(town);
  const all = [...shop, ...site];
  const [a, b] = [pick(town, all), pick(town, all)];
  if (a === undefined || b === undefined || a === b) return;
  const before = new Map([[a, await memberAt(town, a)] as const, [b, await memberAt(town, b)] as const]);
  const [to, from] = [before.get(a), before.get(b)];
  if (!to || !from || to === from) return;
  const { programId } = town.at.address;
  const merged = await town.stage.services.members.merge({ programId, memberId: to, from, staffId: CLERK.id });
  if (!merged.ok) return;
  await noteMerge(town, [a, b], before);
  saw(town.seen, 'merged by staff');
}

async function unmerge(town: RandomTown): Promise<void> {
  const merge = pick(town, town.merges);
  if (!merge) return;
  const { programId } = town.at.address;
  const undone = await town.stage.services.members.unmerge({ programId, staffId: CLERK.id, mergeId: merge.mergeId });
  if (!undone.ok) return;
  town.merges.splice(town.merges.indexOf(merge), 1);
  const own = (groups += 1);
  for (const key of merge.moved) town.people.set(key, own);
  saw(town.seen, 'un-merged');
}

/** What the site told is asked for, settled and told on: enough of it, so that there are points to spend. */
async function workAtSite({ stage, site }: RandomTown): Promise<void> {
  const { services } = stage;
  await stage.deliver();
  await services.drainStore(site.address);
  await services.fetchOrders(site.address);
  await services.drainStore(site.address);
  await services.relayErrands(site.address);
}

const TOWN_ACTS: Acts<RandomTown> = [
  [26, workAtSite],
  [8, link],
  [4, mergeByStaff],
  [4, unmerge],
  [3, publish],
  [3, payOldOrder],
];

/** All that may happen in a town. When Shopify's own merges count is the queue's business: they are left out where people are followed. */
export function townActs(town: RandomTown): Acts<RandomTown> {
  const shopActs = town.followsPeople ? SHOP_ACTS.filter(([, { name }]) => name !== 'merge') : SHOP_ACTS;
  return [...shopActs, ...SITE_ACTS, ...TOWN_ACTS];
}

import { setTimeout as wait } from 'node:timers/promises';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { makeJoinCode } from '#app/services/join-codes.ts';
import type { StoreAddress } from '#app/services/services.ts';
import type { Wiring } from '#app/wiring.server.ts';
import { connectWooCommerce as reachWooCommerce, type RemoteWooCommerce } from '#tests/simulator-woocommerce/main.ts';

/** The sample program's other shop: the same roastery, on WooCommerce, in Poland, with prices in złoty. */
export interface SecondStore {
  readonly woo: RemoteWooCommerce;
  readonly address: StoreAddress;
  /** By name; ids as WooCommerce counts them. */
  readonly products: Readonly<Record<string, number>>;
}

export const SECOND_TITLE = 'Bean There Polska';
export const SECOND_CURRENCY = 'PLN';
/** So many złoty count as one euro. */
export const LOYALTY_RATE = '4.00';
const MINOR_RATE = 4;

/** How the stand-in's process is told what site it is. */
export function secondStoreVariables(port: number): Record<string, string> {
  return {
    WOO_PORT: String(port),
    WOO_TITLE: SECOND_TITLE,
    WOO_CURRENCY: SECOND_CURRENCY,
    WOO_TIMEZONE: 'Europe/Warsaw',
    WOO_TAX_PERCENT: '23',
    WOO_PRICES_INCLUDE_TAX: 'yes',
  };
}

/** Name, price in PLN, and whether nothing is shipped. Courses make their points available at once. */
const SHELF = [
  ['Mieszanka domowa 250 g', '39.60', false],
  ['Etiopia Sidamo 250 g', '58.00', false],
  ['Espresso Nero 1 kg', '104.00', false],
  ['Kubek kamionkowy', '64.00', false],
  ['Zaparzacz przelewowy', '152.00', false],
  ['Kurs baristyczny online', '200.00', true],
] as const;

/** Fills the shelves of the second shop; what the stand-in brought along goes. */
export async function stockSecondStore(woo: RemoteWooCommerce): Promise<Record<string, number>> {
  for (const { id } of await woo.desk.products()) await woo.desk.deleteProduct({ id });
  const products: Record<string, number> = {};
  for (const [name, price, virtual] of SHELF) products[name] = (await woo.desk.createProduct({ name, price, virtual })).id;
  await woo.desk.configureSite({ pluginVersion: '1.0.0' });
  return products;
}

/** Connects to the running stand-in and stocks it. */
export async function openSecondShop(url: string): Promise<Pick<SecondStore, 'woo' | 'products'>> {
  const woo = reachWooCommerce(url);
  return { woo, products: await stockSecondStore(woo) };
}

/**
 * Connects the site as its owner does: the button with a one-time code of the first shop's program, WooCommerce's own page of consent, and back. Throws with what the
 * app said when it did not work.
 */
export async function joinSecondStore(
  woo: RemoteWooCommerce,
  { wiring, appUrl, programId }: { readonly wiring: Wiring; readonly appUrl: string; readonly programId: string },
): Promise<StoreAddress> {
  const { code } = await makeJoinCode(wiring.desk, { programId, actor: { kind: 'staff', id: 'demo' } });
  const query = new URLSearchParams({ site: woo.url, return: settingsPage(woo), join: code });
  const begun = await fetch(`${appUrl}/connect/woocommerce?${query.toString()}`, {
    redirect: 'manual',
    headers: { Referer: settingsPage(woo) },
  });
  const consent = begun.headers.get('location');
  if (begun.status !== 303 || consent === null)
    throw new Error(`the app would not begin to connect the second shop: ${await begun.text()}`);
  const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { location, status, html } = await woo.desk.approveAuthorization({ url: consent });
  if (location === null)
    throw new Error(`the second shop's page of consent answered ${status}; see the log of the app: ${html.slice(0, 300)}`);
  const ended = await fetch(location, { redirect: 'manual', headers: { Cookie: cookie } });
  if (ended.status !== 303) throw new Error(`the second shop was not connected: ${await ended.text()}`);
  for (let look = 0; look < 50; look += 1) {
    const address = await wiring.services.findStore('woocommerce', new URL(woo.url).host);
    if (address) return address;
    await wait(100);
  }
  throw new Error('the second shop was connected, and nobody finds it; see the log of the app');
}

/** Where the merchant of the second shop finds the app. */
export function settingsPage(woo: RemoteWooCommerce): string {
  return `${woo.url}/wp-admin/admin.php?page=rung-loyalty`;
}

/** The same program for shops in euros and in złoty: a rate, and every amount also in złoty. `onlyFirst`: rewards that name goods of the first shop alone. */
export function withSecondCurrency(
  program: ProgramDraft,
  { first, onlyFirst }: { readonly first: StoreAddress; readonly onlyFirst: readonly string[] },
): ProgramDraft {
  const document = bothCurrencies(program) as ProgramDraft;
  return {
    ...document,
    currencies: [{ code: SECOND_CURRENCY, rates: [{ from: '2020-01-01', rate: LOYALTY_RATE }] }],
    rewards: (document.rewards ?? []).map((reward) => ({
      ...reward,
      ...(reward.id === 'small-amount' ? { name: '€5 or 20 zł off' } : {}),
      ...(onlyFirst.includes(reward.id) ? { audience: { ...reward.audience, stores: [first.storeId] } } : {}),
    })),
  };
}

/** Amounts stand as { EUR: 500 } wherever they stand: each gets its twin. */
function bothCurrencies(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bothCurrencies);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === 'EUR' && typeof only[1] === 'number')
    return { EUR: only[1], [SECOND_CURRENCY]: only[1] * MINOR_RATE };
  return Object.fromEntries(entries.map(([key, inner]) => [key, bothCurrencies(inner)]));
}

import type { Services, StoreAddress } from '#app/services/services.ts';
import type { RunningSimulator } from '#tests/simulator/main.ts';
import { USER_AGENT } from './browser.ts';

/** The address of an admin page as the frame of the admin asks for it, for the shop that the token speaks for. */
export function embeddedUrl(server: { readonly url: string }, path: string, token: string): string {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as { readonly dest: string };
  const shop = new URL(claims.dest).hostname;
  const url = new URL(path, server.url);
  const host = Buffer.from(`admin.shopify.com/store/${shop.split('.')[0]}`).toString('base64url');
  for (const [name, value] of Object.entries({ embedded: '1', shop, host, id_token: token })) url.searchParams.set(name, value);
  return url.href;
}

export interface Visited {
  readonly sim: Pick<RunningSimulator, 'tokens'>;
  readonly server: { readonly url: string };
  readonly wiring: { readonly services: Pick<Services, 'findStore'> };
}

/** Opens the app in a shop's admin for the first time: that connects the shop. Throws when it did not. */
export async function openAsMerchant({ sim, server, wiring }: Visited, shop: string): Promise<StoreAddress> {
  const url = embeddedUrl(server, '/app', sim.tokens.sessionToken({ shop }));
  const page = await fetch(url, { headers: { 'User-Agent': USER_AGENT, Accept: 'text/html' } });
  await page.arrayBuffer();
  const address = await wiring.services.findStore('shopify', shop);
  if (address === null) throw new Error(`the app answered ${page.status} and the shop is not connected`);
  return address;
}

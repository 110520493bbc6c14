import { z } from 'zod';
import type { WooCommerceRefusal } from '#app/contracts/woocommerce.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { lookAtSite, type SiteLook } from './look-at-site.ts';
import { PrivateAddressError } from './site-address.ts';

/** What WordPress tells everybody at /wp-json/. */
export interface SiteIndex {
  readonly name: string;
  readonly timeZone: string;
  /** By the Date header of the answer; null where a proxy left it out. */
  readonly serverTime: number | null;
}

const TIMEOUT_MS = 15_000;

const index = z.object({
  name: z.string().nullish(),
  timezone_string: z.string().nullish(),
  gmt_offset: z.union([z.string(), z.number()]).nullish(),
  namespaces: z.array(z.string()),
});

/** Reads /wp-json/ without keys: whether there is a WordPress with pretty permalinks and WooCommerce, and what its clock shows. */
export async function readSiteIndex(
  baseUrl: string,
  { allowLocal, look: lookAt = lookAtSite }: { readonly allowLocal: boolean; readonly look?: typeof lookAtSite },
): Promise<Result<SiteIndex, WooCommerceRefusal>> {
  let look: SiteLook;
  try {
    look = await lookAt(`${baseUrl}/wp-json/`, { allowLocal, timeoutMs: TIMEOUT_MS });
  } catch (error) {
    if (error instanceof PrivateAddressError)
      return refuse('address', 'The address leads into a private network. Give the address at which your customers reach the shop.');
    return refuse(
      'unreachable',
      `No answer from ${baseUrl}. Check the address, and that the site is up and has a valid HTTPS certificate.`,
    );
  }
  const { status, headers, text } = look;
  if (status >= 300 && status < 400) return refuse('address', movedTo(`${baseUrl}/wp-json/`, headers['location']));
  if (status >= 500) return refuse('unreachable', `The site answers with an error of its own (${status}). Try again when it works.`);
  const read = index.safeParse(parse(text));
  if (!read.success) {
    return refuse(
      'permalinks',
      `There is no WordPress REST API at ${baseUrl}/wp-json/. Choose any permalink structure but "Plain" at Settings → Permalinks, and let /wp-json/ through where a security plugin blocks it.`,
    );
  }
  if (!read.data.namespaces.includes('wc/v3'))
    return refuse('version', 'WooCommerce is not active on this site. Activate it at Plugins, and try again.');
  const date = Date.parse(String(headers['date'] ?? ''));
  return accepted({
    name: (read.data.name ?? '').slice(0, 200),
    timeZone: timeZoneOf(read.data),
    serverTime: Number.isNaN(date) ? null : date,
  });
}

function movedTo(from: string, location: SiteLook['headers'][string]): string {
  const target = URL.parse(typeof location === 'string' ? location : '', from);
  const place = target === null ? 'another address' : `${target.protocol}//${target.host}${target.pathname.replace(/\/wp-json\/?$/, '')}`;
  return `The site sends visitors on to ${place}. Connect with that address.`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A site has a named zone, or only hours from Greenwich ("5.5"). */
function timeZoneOf(site: z.output<typeof index>): string {
  const named = site.timezone_string ?? '';
  if (named !== '' && isTimeZone(named)) return named;
  const minutes = Math.round(Number(site.gmt_offset ?? 0) * 60);
  if (!Number.isFinite(minutes) || minutes === 0) return 'UTC';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) => String(part).padStart(2, '0'));
  return `${minutes < 0 ? '-' : '+'}${hours ?? ''}:${rest ?? ''}`;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function refuse(reason: WooCommerceRefusal['reason'], message: string) {
  return refused<WooCommerceRefusal>({ reason, message });
}

import { z } from 'zod';
import type {
  KeyPlace,
  WooCommerceAccess,
  WooCommerceRefusal,
  WooCommerceSiteFacts,
  WooCommerceSites,
} from '#app/contracts/woocommerce.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import type { WooCommerceClient } from './client.ts';
import { linkPlugin, unlinkPlugin } from './plugin-link.ts';
import { readSiteAddress } from './site-address.ts';
import { WooCommerceRefused } from './site-answer.ts';
import type { lookAtSite } from './look-at-site.ts';
import { readSiteIndex, type SiteIndex } from './site-index.ts';
import { hookSite, probeHooks, unhookSite } from './webhooks.ts';

export interface SitesOptions {
  readonly client: WooCommerceClient;
  /** http and addresses of this machine are fine: development and tests. */
  readonly allowLocal: boolean;
  readonly now?: () => number;
  /** How a site is asked what it tells everybody; by its address unless given. */
  readonly look?: typeof lookAtSite;
}

type Inspection = Result<WooCommerceSiteFacts, WooCommerceRefusal>;

/** The first version whose REST API says everything that Rung reads. */
const OLDEST = [8, 2] as const;
/** OAuth over http allows 15 minutes; coupons that end some minutes early or late are already a nuisance. */
const CLOCK_MS = 10 * 60_000;

const status = z.object({
  environment: z.object({ version: z.string() }),
  settings: z.object({ currency: z.string().length(3) }),
});

/** What connecting a site asks of it. One for the process. */
export function createWooCommerceSites(options: SitesOptions): WooCommerceSites {
  const { client } = options;
  return {
    readAddress: (typed) => {
      const address = readSiteAddress(typed, options);
      return address.ok ? address : refuse('address', address.refusal);
    },
    inspect: (access) => inspect(options, access),
    hook: (access, door) => hookSite(client, access, door),
    probe: (access, door, hooks) => probeHooks(client, { access, door, hooks }),
    unhook: (access, hooks) => unhookSite(client, access, hooks),
    link: (access, link) => linkPlugin(client, access, link),
    unlink: (access) => unlinkPlugin(client, access),
  };
}

async function inspect(options: SitesOptions, typed: WooCommerceAccess): Promise<Inspection> {
  const address = readSiteAddress(typed.baseUrl, options);
  if (!address.ok) return refuse('address', address.refusal);
  if (!/^ck_[0-9a-f]{40}$/.test(typed.consumerKey) || !/^cs_[0-9a-f]{40}$/.test(typed.consumerSecret)) {
    return refuse(
      'keys',
      'These are no keys of WooCommerce: a consumer key begins with ck_, a consumer secret with cs_, and 40 letters and digits follow. Make a pair at WooCommerce → Settings → Advanced → REST API.',
    );
  }
  const given = { ...typed, baseUrl: address.value.baseUrl };
  const index = await readSiteIndex(given.baseUrl, options);
  if (!index.ok) return index;
  const late = clockProblem(index.value, (options.now ?? Date.now)());
  if (late !== null) return refuse('clock', late);
  try {
    const { access, environment, settings } = await findWayIn(options.client, given);
    const old = versionProblem(environment.version);
    if (old !== null) return refuse('version', old);
    if (!(await couponsAreOn(options.client, access))) {
      return refuse(
        'coupons',
        'Coupons are switched off in the shop, and rewards are coupons. Switch them on at WooCommerce → Settings → General → "Enable the use of coupon codes".',
      );
    }
    const { name, timeZone } = index.value;
    return accepted({
      ...address.value,
      name: name === '' ? address.value.domain : name,
      currency: settings.currency.toUpperCase(),
      timeZone,
      version: environment.version,
      keysIn: access.keysIn,
    });
  } catch (error) {
    if (error instanceof PlatformError) return accessProblem(error);
    throw error;
  }
}

type WayIn = z.output<typeof status> & { readonly access: WooCommerceAccess & { readonly keysIn: KeyPlace } };

/**
 * The keys belong into a header. Some hosts drop it on the way, and the site then knows nobody: only if the same keys work in the address, they go there. Over http the
 * library signs instead, and nothing of it is in a header.
 */
async function findWayIn(client: WooCommerceClient, given: WooCommerceAccess): Promise<WayIn> {
  const look = async (keysIn: KeyPlace): Promise<WayIn> => {
    const access = { ...given, keysIn };
    const query = { _fields: 'environment,settings' };
    return { access, ...(await client.send(access, { method: 'get', path: 'system_status', query, answer: status })) };
  };
  try {
    return await look('header');
  } catch (error) {
    if (!(error instanceof PlatformError && error.reason === 'unauthorized') || !given.baseUrl.startsWith('https:')) throw error;
    return look('query').catch(() => {
      throw error;
    });
  }
}

async function couponsAreOn(client: WooCommerceClient, access: WooCommerceAccess): Promise<boolean> {
  const answer = z.object({ value: z.string() });
  const { value } = await client.send(access, { method: 'get', path: 'settings/general/woocommerce_enable_coupons', answer });
  return value === 'yes';
}

function clockProblem({ serverTime }: SiteIndex, now: number): string | null {
  if (serverTime === null || Math.abs(serverTime - now) <= CLOCK_MS) return null;
  const minutes = Math.round(Math.abs(serverTime - now) / 60_000);
  return `The clock of the site's server is ${minutes} minutes ${serverTime > now ? 'ahead' : 'behind'}. Coupons would end at the wrong time: ask the host to set the clock by a time server (NTP).`;
}

function versionProblem(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return null;
  return `The shop runs WooCommerce ${version}; ${OLDEST.join('.')} or later is needed. Update WooCommerce and try again.`;
}

/** What a failed call with the new keys means to the owner of the site. */
export function accessProblem(error: PlatformError): ReturnType<typeof refuse> {
  switch (error.reason) {
    case 'unauthorized':
      return refuse(
        'keys',
        'The site does not accept the keys. Make a new pair with the permissions Read/Write at WooCommerce → Settings → Advanced → REST API. Neither in the Authorization header nor in the address were they taken.',
      );
    case 'forbidden':
      return refuse(
        'permissions',
        'The keys may not do what is needed. Make a pair with the permissions Read/Write for a user who may manage the shop; if it has them, a firewall or security plugin blocks the REST API: allow /wp-json/wc/ there.',
      );
    case 'malformed':
      return refuse(
        'unreachable',
        'The site answers with a page instead of data: a maintenance page, a cache or a security plugin is in the way of /wp-json/wc/. Let it through and try again.',
      );
    case 'refused':
      if (error instanceof WooCommerceRefused && error.status >= 300 && error.status < 400)
        return refuse(
          'address',
          'The site sends visitors on to another address. Connect with the address that the browser shows in the end.',
        );
      return refuse(
        'permalinks',
        `WooCommerce's REST API does not know what was asked (${error instanceof WooCommerceRefused ? error.code : 'refused'}). Check that WooCommerce is active and up to date, and that permalinks are not "Plain".`,
      );
    default:
      return refuse('unreachable', `The site could not be reached: ${error.message}. Check the address, and try again in a minute.`);
  }
}

function refuse(reason: WooCommerceRefusal['reason'], message: string) {
  return refused<WooCommerceRefusal>({ reason, message });
}

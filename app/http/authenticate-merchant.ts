import type { AppLoadContext } from '@remix-run/node';
import type { OverviewView } from '#app/contracts/reading.ts';
import { oncePerRequest } from './once-per-request.ts';
import './request-context.ts';

/** Who is at the admin's desk: a member of staff of a store, and the program they may see. */
export interface Merchant {
  readonly programId: string;
  readonly storeId: string;
  /** Who acts, for the ledger and the audit: the platform's id of the person. */
  readonly staff: Staff;
  /** The admin around the page. */
  readonly host: { readonly kind: 'shopify' } | { readonly kind: 'woocommerce'; readonly origin: string };
}

export interface Staff {
  readonly id: string;
  /** Null where the platform does not say it with each request. */
  readonly name: string | null;
  readonly isOwner: boolean;
}

/**
 * The one way in for every admin route: by the token of a WooCommerce site's plugin, which its door has checked already, or by Shopify's. Throws a Response when nobody
 * may come in: a redirect to get a token, 401 for a token that has ended (App Bridge then repeats the request with a new one), 403 for a store that is not connected. The routes of one page ask at the same time; they are answered by one check.
 */
export function authenticateMerchant(request: Request, context: AppLoadContext): Promise<Merchant> {
  return oncePerRequest(context, 'merchant', () => signIn(request, context));
}

/** The program at a glance, for the routes of a page that need something of it. */
export function readOverviewOf(merchant: Merchant, context: AppLoadContext): Promise<OverviewView> {
  return oncePerRequest(context, `overview ${merchant.programId}`, () => context.services.readOverview(merchant.programId));
}

async function signIn(request: Request, context: AppLoadContext): Promise<Merchant> {
  if (context.siteVisitor !== null) {
    const { programId, storeId, origin, staffId, name, isOwner } = context.siteVisitor;
    return { programId, storeId, staff: { id: staffId, name, isOwner }, host: { kind: 'woocommerce', origin } };
  }
  const { session, sessionToken } = await context.shopify.authenticate.admin(request);
  const address = await context.services.findStore('shopify', session.shop);
  if (address === null) {
    context.log.warn({ shop: session.shop }, 'a merchant came from a store that is not connected');
    throw new Response(null, { status: 403, statusText: 'Forbidden' });
  }
  const userId = sessionToken?.sub ?? 'unknown';
  const isOwner = await ownsShop(request, context, { shop: session.shop, userId });
  return { ...address, staff: { id: `shopify:${userId}`, name: null, isOwner }, host: { kind: 'shopify' } };
}

/** Nobody is taken for the owner because Shopify could not be asked: then what only owners may do waits. */
async function ownsShop(
  request: Request,
  context: AppLoadContext,
  person: { readonly shop: string; readonly userId: string },
): Promise<boolean> {
  const token =
    /^Bearer\s+(\S+)$/i.exec(request.headers.get('Authorization') ?? '')?.[1] ?? new URL(request.url).searchParams.get('id_token');
  if (token === null) return false;
  try {
    return await context.isShopOwner({ ...person, sessionToken: token });
  } catch (error) {
    context.log.warn({ shop: person.shop, err: error }, 'it is not known whether a member of staff owns the shop');
    return false;
  }
}

import type { AppLoadContext } from '@remix-run/node';
import type { OverviewView } from '#app/contracts/reading.ts';
import { mayDo, type Right, type Role } from '#app/domain/staff/rights.ts';
import { oncePerRequest } from './once-per-request.ts';
import { rightForRequest } from './page-rights.ts';
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
  readonly role: Role;
  readonly rights: readonly Right[];
  /** The language that they chose for these pages; null: the one of the admin around. */
  readonly locale: string | null;
}

/**
 * The one way in for every admin route: by the token of a WooCommerce site's plugin, which its door has checked already, or by Shopify's. Throws a Response when nobody
 * may come in: a redirect to get a token, 401 for a token that has ended (App Bridge then repeats the request with a new one), 403 for a store that is not connected and for who has no right to the page. The routes of one page ask at the same time; they are answered by one check.
 */
export async function authenticateMerchant(request: Request, context: AppLoadContext): Promise<Merchant> {
  const merchant = await authenticateFrame(request, context);
  const needed = rightForRequest(request.method, new URL(request.url).pathname);
  if (needed !== null && !mayDo(merchant.staff, needed)) throw noRight();
  return merchant;
}

/** The same for the frame around the pages, which stands whatever page the visitor may not see in it. */
export function authenticateFrame(request: Request, context: AppLoadContext): Promise<Merchant> {
  return oncePerRequest(context, 'merchant', () => signIn(request, context));
}

/** The program at a glance, for the routes of a page that need something of it. */
export function readOverviewOf(merchant: Merchant, context: AppLoadContext): Promise<OverviewView> {
  return oncePerRequest(context, `overview ${merchant.programId}`, () => context.services.readOverview(merchant.programId));
}

async function signIn(request: Request, context: AppLoadContext): Promise<Merchant> {
  const visit = context.siteVisitor === null ? await fromShopify(request, context) : fromSite(context.siteVisitor);
  const { programId, storeId, staffId, name, email, ownsStore, host } = visit;
  const { locale, ...standing } = await context.services.staff.greet({ programId, storeId, staffId, name, email, ownsStore });
  const staff: Staff = {
    id: staffId,
    name: standing.name,
    isOwner: standing.role === 'owner',
    role: standing.role,
    rights: standing.rights,
    locale,
  };
  if (staff.role === 'none') throw noRight();
  return { programId, storeId, staff, host };
}

/** Turned away for want of a right: the page around says so in plain words (components/page-error.tsx). */
export function noRight(): Response {
  return Response.json({ reason: 'not-allowed' }, { status: 403, statusText: 'Not Allowed' });
}

type Visit = Parameters<AppLoadContext['services']['staff']['greet']>[0] & Pick<Merchant, 'host'>;

function fromSite({ programId, storeId, origin, staffId, name, isOwner }: NonNullable<AppLoadContext['siteVisitor']>): Visit {
  return { programId, storeId, staffId, name: name || null, email: null, ownsStore: isOwner, host: { kind: 'woocommerce', origin } };
}

async function fromShopify(request: Request, context: AppLoadContext): Promise<Visit> {
  const { session, sessionToken } = await context.shopify.authenticate.admin(request);
  const address = await context.services.findStore('shopify', session.shop);
  if (address === null) {
    context.log.warn({ shop: session.shop }, 'a merchant came from a store that is not connected');
    throw new Response(null, { status: 403, statusText: 'Forbidden' });
  }
  const userId = sessionToken?.sub ?? 'unknown';
  const facts = await askWho(request, context, { shop: session.shop, userId });
  return {
    ...address,
    staffId: `shopify:${userId}`,
    name: facts?.name ?? null,
    email: facts?.email ?? null,
    ownsStore: facts?.isOwner ?? null,
    host: { kind: 'shopify' },
  };
}

/** Null: Shopify could not be asked. Nobody becomes the owner by that, and whoever was it stays it. */
async function askWho(
  request: Request,
  context: AppLoadContext,
  person: { readonly shop: string; readonly userId: string },
): Promise<Awaited<ReturnType<AppLoadContext['whoIsStaff']>> | null> {
  const token =
    /^Bearer\s+(\S+)$/i.exec(request.headers.get('Authorization') ?? '')?.[1] ?? new URL(request.url).searchParams.get('id_token');
  if (token === null) return null;
  try {
    return await context.whoIsStaff({ ...person, sessionToken: token });
  } catch (error) {
    context.log.warn({ shop: person.shop, err: error }, 'it is not known whether a member of staff owns the shop');
    return null;
  }
}

import type { AppLoadContext } from '@remix-run/node';
import type { OverviewView } from '#app/contracts/reading.ts';
import { oncePerRequest } from './once-per-request.ts';
import './request-context.ts';

/** Who is at the admin's desk: a member of staff of a store, and the program they may see. */
export interface Merchant {
  readonly programId: string;
  readonly storeId: string;
  /** Who acts, for the ledger and the audit: the platform's id of the person. */
  readonly staff: { readonly id: string; readonly isOwner: boolean };
}

/**
 * The one way in for every admin route. Throws a Response when nobody may come in: a redirect to get a token, 401 for a token that has ended (App Bridge
 * then repeats the request with a new one), 403 for a store that is not connected. The routes of one page ask at the same time; they are answered by one check.
 */
export function authenticateMerchant(request: Request, context: AppLoadContext): Promise<Merchant> {
  return oncePerRequest(context, 'merchant', () => signIn(request, context));
}

/** The program at a glance, for the routes of a page that need something of it. */
export function readOverviewOf(merchant: Merchant, context: AppLoadContext): Promise<OverviewView> {
  return oncePerRequest(context, `overview ${merchant.programId}`, () => context.services.readOverview(merchant.programId));
}

async function signIn(request: Request, context: AppLoadContext): Promise<Merchant> {
  const { session, sessionToken } = await context.shopify.authenticate.admin(request);
  const address = await context.services.findStore('shopify', session.shop);
  if (address === null) {
    context.log.warn({ shop: session.shop }, 'a merchant came from a store that is not connected');
    throw new Response(null, { status: 403, statusText: 'Forbidden' });
  }
  const isOwner = session.onlineAccessInfo?.associated_user.account_owner ?? false;
  return { ...address, staff: { id: `shopify:${sessionToken?.sub ?? 'unknown'}`, isOwner } };
}

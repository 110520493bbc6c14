import { z } from 'zod';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import { shopDomain } from './shop-domain.ts';
import type { AppCredentials } from './tokens.ts';

/** Who is asked about: a member of staff, by the session token that they came with (checked already). */
export interface StaffVisit {
  readonly shop: string;
  readonly userId: string;
  readonly sessionToken: string;
}

/** What Shopify says of a member of staff. */
export interface StaffFacts {
  readonly isOwner: boolean;
  readonly name: string | null;
  readonly email: string | null;
}

const words = z.string().max(250).nullish();
const answerSchema = z.object({
  associated_user: z.object({
    ...{ id: z.union([z.number(), z.string()]), account_owner: z.boolean() },
    ...{ first_name: words, last_name: words, email: words },
  }),
});

const KNOWN_MS = 60 * 60_000;
const KNOWN_PEOPLE = 5_000;
const TIMEOUT_MS = 5_000;

/**
 * Who a member of staff is, and whether the shop is theirs. Neither the session token nor the shop's own access token says it; a token of the person does, so the session token
 * is exchanged for one, which is looked at and thrown away. The answer is remembered for an hour. Throws PlatformError 'unreachable' or 'refused' when Shopify does not say.
 */
export function createStaffCheck(credentials: AppCredentials): (visit: StaffVisit) => Promise<StaffFacts> {
  const known = new Map<string, { readonly facts: StaffFacts; readonly until: number }>();
  const now = credentials.now ?? Date.now;
  return async (visit) => {
    const key = `${visit.shop} ${visit.userId}`;
    const remembered = known.get(key);
    if (remembered !== undefined && remembered.until > now()) return remembered.facts;
    const facts = await askShopify(credentials, visit);
    if (known.size >= KNOWN_PEOPLE) known.clear();
    known.set(key, { facts, until: now() + KNOWN_MS });
    return facts;
  };
}

async function askShopify(credentials: AppCredentials, { shop, userId, sessionToken }: StaffVisit): Promise<StaffFacts> {
  const domain = shopDomain(shop);
  if (domain === null) throw new PlatformError('refused', 'the shop’s address is not one of myshopify.com');
  const response = await credentials
    .fetch(`https://${domain}/admin/oauth/access_token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({
        client_id: credentials.apiKey,
        client_secret: credentials.apiSecret,
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: sessionToken,
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
        requested_token_type: 'urn:shopify:params:oauth:token-type:online-access-token',
      }),
      redirect: 'manual',
      signal: AbortSignal.timeout(credentials.timeoutMs ?? TIMEOUT_MS),
    })
    .catch((cause: unknown) => {
      throw new PlatformError('unreachable', 'no answer from Shopify to who a member of staff is', { cause });
    });
  const read = answerSchema.safeParse(response.status === 200 ? await response.json().catch(() => null) : null);
  if (!read.success) throw new PlatformError('refused', `Shopify does not say who a member of staff is (${response.status})`);
  const { id, account_owner: isOwner, first_name: first, last_name: last, email } = read.data.associated_user;
  // An answer about somebody else says nothing.
  if (String(id) !== userId) return { isOwner: false, name: null, email: null };
  return { isOwner, name: [first, last].filter(Boolean).join(' ') || null, email: email || null };
}

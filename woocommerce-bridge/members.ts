import { z } from 'zod';
import type { PublishedMember, StoreRef } from '#app/platforms/commerce-platform.ts';
import type { WooCommerceClient } from './client.ts';
import { idField, metaField, metaOf } from './message-fields.ts';
import type { SiteAccess } from './site-access.ts';

const MAX_MEMBERS = 25;
/** What the plugin reads at the site, as user meta, when it renders a page or a cart: it never calls us there. */
export const MEMBER_KEY = '_rung_member';

const customers = z.array(z.object({ id: idField, meta_data: metaField }));

/**
 * See CommercePlatform.publishMembers. The member is one JSON text in the customer's meta data: the plugin shows it without asking us, also while we are away.
 * Only an older revision is written over. Customers whom the site does not know are passed over. WooCommerce has no compare-and-set: of two writers at the same moment
 * the older may win, until the next change of the member; redeeming asks the ledger anyway.
 */
export async function publishMembers(
  tools: { readonly client: WooCommerceClient; readonly accessFor: (store: StoreRef) => Promise<SiteAccess> },
  store: StoreRef,
  members: readonly PublishedMember[],
): Promise<void> {
  if (members.length > MAX_MEMBERS) throw new RangeError(`publishMembers takes at most ${MAX_MEMBERS} members, not ${members.length}`);
  const newest = new Map<string, PublishedMember>();
  for (const member of members.filter(({ customerId }) => /^\d{1,18}$/.test(customerId))) {
    const known = newest.get(member.customerId);
    if (known === undefined || known.revision < member.revision) newest.set(member.customerId, member);
  }
  if (newest.size === 0) return;
  const access = await tools.accessFor(store);
  const known = await tools.client.send(access, {
    method: 'get',
    path: 'customers',
    query: { include: [...newest.keys()].join(','), role: 'all', per_page: 100, _fields: 'id,meta_data' },
    answer: customers,
  });
  const update = known.flatMap(({ id, meta_data }) => {
    const member = newest.get(id);
    if (member === undefined || revisionOf(metaOf(meta_data, MEMBER_KEY)) >= member.revision) return [];
    return [{ id: Number(id), meta_data: [{ key: MEMBER_KEY, value: textOf(member) }] }];
  });
  if (update.length === 0) return;
  await tools.client.send(access, { method: 'post', path: 'customers/batch', body: { update }, answer: z.looseObject({}) });
}

function revisionOf(value: unknown): number {
  try {
    const parsed = z.object({ revision: z.number() }).safeParse(JSON.parse(String(value)));
    return parsed.success ? parsed.data.revision : -1;
  } catch {
    return -1;
  }
}

/** The keys are read by the plugin and must stay; they are those of the Shopify storefront. */
function textOf(member: PublishedMember): string {
  return JSON.stringify({
    points: member.pointsAvailable - member.pointsDebt,
    pending: member.pointsPending,
    debt: member.pointsDebt,
    tier: member.tier,
    nextReward: member.nextReward,
    revision: member.revision,
  });
}

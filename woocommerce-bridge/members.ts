import { z } from 'zod';
import type { PublishedMember, StoreRef } from '#app/platforms/commerce-platform.ts';
import type { WooCommerceClient } from './client.ts';
import type { SiteAccess } from './site-access.ts';
import { WooCommerceRefused } from './site-answer.ts';

const MAX_MEMBERS = 25;

/**
 * See CommercePlatform.publishMembers. The plugin keeps each member as one JSON text in the customer's meta data and shows it without asking us, also while we are away;
 * it passes over customers whom the site does not know, and revisions that are not newer than what it has. WooCommerce's own API of customers cannot carry it: that one
 * drops meta data whose key begins with "_", both written and read. A site without the plugin shows nothing of ours, so there is nothing to tell and that is no error.
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
  try {
    await tools.client.send(await tools.accessFor(store), {
      method: 'post',
      namespace: 'wc-rung/v1',
      path: 'members',
      body: { members: [...newest.values()].map(tellingOf) },
      answer: z.looseObject({}),
    });
  } catch (error) {
    if (!(error instanceof WooCommerceRefused && error.hasNoRoute)) throw error;
  }
}

/** The keys are read by the plugin and must stay; besides whose it is they are those of the Shopify storefront. */
function tellingOf(member: PublishedMember) {
  return {
    customerId: member.customerId,
    points: member.pointsAvailable - member.pointsDebt,
    pending: member.pointsPending,
    debt: member.pointsDebt,
    tier: member.tier,
    nextTier: member.nextTier,
    nextReward: member.nextReward,
    revision: member.revision,
  };
}

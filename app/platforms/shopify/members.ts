import { z } from 'zod';
import type { PublishedMember, StoreRef } from '#app/platforms/commerce-platform.ts';
import type { ShopifyClient } from './client.ts';
import { gid } from './gid.ts';
import { ShopifyRefused } from './graphql-answer.ts';
import { MEMBER_METAFIELD, PUBLISH_MEMBERS, PUBLISHED_MEMBERS } from './operations.ts';

const MAX_MEMBERS = 25;
const MAX_ROUNDS = 4;

const published = z.object({
  nodes: z.array(
    z.object({ id: z.string().optional(), metafield: z.object({ value: z.string(), compareDigest: z.string() }).nullish() }).nullable(),
  ),
});

/**
 * See CommercePlatform.publishMembers. Each member is one JSON metafield in Rung's own namespace. It is written only over an older revision, and only if
 * nobody wrote in between (compare and set), so that two workers cannot put an old balance over a new one. Customers that are gone are passed over.
 */
export async function publishMembers(client: ShopifyClient, store: StoreRef, members: readonly PublishedMember[]): Promise<void> {
  if (members.length > MAX_MEMBERS) throw new RangeError(`publishMembers takes at most ${MAX_MEMBERS} members, not ${members.length}`);
  let rest = newestOfEach(members);
  for (let round = 1; rest.length > 0; round += 1) {
    const inputs = await outdated(client, store, rest);
    if (inputs.length === 0) return;
    try {
      await client.run(store.domain, PUBLISH_MEMBERS, {
        variables: { metafields: inputs.map(({ input }) => input) },
        answer: z.object({}),
      });
      return;
    } catch (error) {
      if (!(error instanceof ShopifyRefused) || round >= MAX_ROUNDS) throw error;
      rest = stillWorthWriting(error, inputs);
    }
  }
}

interface Input {
  readonly member: PublishedMember;
  readonly input: Readonly<Record<string, unknown>>;
}

function newestOfEach(members: readonly PublishedMember[]): PublishedMember[] {
  const newest = new Map<string, PublishedMember>();
  for (const member of members) {
    const known = newest.get(member.customerId);
    if (known === undefined || known.revision < member.revision) newest.set(member.customerId, member);
  }
  return [...newest.values()];
}

/** What must be written: members whose published revision is older, or none. */
async function outdated(client: ShopifyClient, store: StoreRef, members: readonly PublishedMember[]): Promise<Input[]> {
  const ids = members.map(({ customerId }) => gid('Customer', customerId));
  const { nodes } = await client.run(store.domain, PUBLISHED_MEMBERS, { variables: { ids, ...MEMBER_METAFIELD }, answer: published });
  return members.flatMap((member, index) => {
    const node = nodes[index];
    if (node?.id === undefined) return [];
    if (node.metafield != null && revisionOf(node.metafield.value) >= member.revision) return [];
    const input = {
      ownerId: node.id,
      ...MEMBER_METAFIELD,
      type: 'json',
      value: textOf(member),
      compareDigest: node.metafield?.compareDigest ?? null,
    };
    return [{ member, input }];
  });
}

/** The write is all or nothing: after somebody else's write read again; a customer that Shopify refuses is left out. */
function stillWorthWriting(refusal: ShopifyRefused, inputs: readonly Input[]): PublishedMember[] {
  if (refusal.errors.every(({ code }) => code === 'STALE_OBJECT' || code === 'INVALID_COMPARE_DIGEST'))
    return inputs.map(({ member }) => member);
  const bad = new Set(refusal.errors.map(({ elementIndex }) => elementIndex));
  // Without a place there is nobody to leave out: the same call would be refused for ever.
  if (bad.has(null) || refusal.hasCode('APP_NOT_AUTHORIZED')) throw refusal;
  return inputs.filter((_, index) => !bad.has(index)).map(({ member }) => member);
}

function revisionOf(value: string): number {
  try {
    const parsed = z.object({ revision: z.number() }).safeParse(JSON.parse(value));
    return parsed.success ? parsed.data.revision : -1;
  } catch {
    return -1;
  }
}

/** What a theme reads as `customer.metafields['app--…--rung'].member`; the keys are read by the widget and must stay. */
function textOf(member: PublishedMember): string {
  return JSON.stringify({
    points: member.pointsAvailable - member.pointsDebt,
    pending: member.pointsPending,
    debt: member.pointsDebt,
    tier: member.tier,
    nextTier: member.nextTier,
    nextReward: member.nextReward,
    revision: member.revision,
  });
}

import { z } from 'zod';
import { parseMinor } from '#app/domain/money.ts';
import { type CommercePlatform, type DiscountDescription, PlatformError, type StoreRef } from '#app/platforms/commerce-platform.ts';
import type { ShopifyClient } from './client.ts';
import { discountRequest } from './discount-input.ts';
import { gid } from './gid.ts';
import { ShopifyRefused } from './graphql-answer.ts';
import {
  ADD_CODES,
  CODE_HOLDER,
  CODE_OWNERS,
  CODE_OWNERS_PAGE,
  CODES_ADDED,
  DELETE_CODES,
  DELETE_DISCOUNT,
  JOB_STATE,
  PRODUCT_PRICES,
} from './operations.ts';

/** What Shopify says when a code, or a discount with it, is there already. */
const TAKEN = ['TAKEN', 'DUPLICATE', 'IMPLICIT_DUPLICATE'];
const MAX_CODES = 250;
/** Waits between looks at what Shopify does in the background: about 25 seconds together. */
const POLL_MS: readonly number[] = [250, 500, 1_000, 2_000, 3_000, 4_000, 4_000, 5_000, 5_000];

export interface DiscountTools {
  readonly client: ShopifyClient;
  readonly sleep: (ms: number) => Promise<unknown>;
}

type Prepared = Awaited<ReturnType<CommercePlatform['prepareCodes']>>;
type Failure = Prepared['failed'][number];

/**
 * Makes the codes work under one discount. Codes that work already, from an earlier try whose answer was lost, are adopted: under this discount or under another
 * one of the same title. A code that belongs to a stranger's discount fails. Throws PlatformError.
 */
export async function prepareCodes(tools: DiscountTools, ...request: Parameters<CommercePlatform['prepareCodes']>): Promise<Prepared> {
  const [store, discount, discountRef, given] = request;
  const codes = [...new Set(given)];
  if (codes.length === 0 || codes.length > MAX_CODES)
    throw new RangeError(`prepareCodes takes 1 to ${MAX_CODES} codes, not ${codes.length}`);
  if (discountRef !== null) return addCodes(tools, { store, discount, discountRef, codes });
  // The first in alphabetical order makes the discount: a repeat of the same codes, in whatever order, finds it again.
  const [first, ...others] = codes.toSorted();
  if (first === undefined) throw new RangeError('prepareCodes takes at least one code');
  const made = await createDiscount(tools, { store, discount, code: first });
  if (others.length === 0) return { discountRef: made, ready: [first], failed: [] };
  const added = await addCodes(tools, { store, discount, discountRef: made, codes: others });
  return { ...added, ready: [first, ...added.ready] };
}

async function createDiscount(
  tools: DiscountTools,
  want: { readonly store: StoreRef; readonly discount: DiscountDescription; readonly code: string },
): Promise<string> {
  const { store, discount, code } = want;
  const freeProductMinor = discount.value.kind === 'free-product' ? await priceOf(tools, store, discount.value.productIds) : null;
  const create = async (forSubscriptions: boolean): Promise<string> => {
    const { operation, variables } = discountRequest(discount, code, { freeProductMinor, forSubscriptions });
    const made = z.object({ codeDiscountNode: z.object({ id: z.string() }).nullable() });
    const field = operation.name === 'CreateDiscount' ? 'discountCodeBasicCreate' : 'discountCodeFreeShippingCreate';
    const answer = await tools.client.run(store.domain, operation, { variables, answer: z.object({ [field]: made }) });
    const id = answer[field]?.codeDiscountNode?.id;
    if (id === undefined) throw new PlatformError('malformed', `Shopify's answer to ${operation.name} names no discount`);
    return id;
  };
  try {
    return await create(discount.subscriptions === 'once');
  } catch (error) {
    if (!(error instanceof ShopifyRefused)) throw error;
    if (error.hasCode(...TAKEN)) return adopt(tools, want);
    // Shops that sell no subscriptions refuse the mention of them; there the discount needs none.
    if (discount.subscriptions === 'once' && error.errors.some(({ field }) => field.some(isAboutSubscriptions))) return create(false);
    throw error;
  }
}

function isAboutSubscriptions(field: string): boolean {
  return field === 'appliesOnSubscription' || field === 'appliesOnOneTimePurchase' || field === 'recurringCycleLimit';
}

/** An earlier try made the discount and its answer was lost. */
async function adopt(
  tools: DiscountTools,
  { store, discount, code }: { readonly store: StoreRef; readonly discount: DiscountDescription; readonly code: string },
): Promise<string> {
  const owner = (await ownersOf(tools, store, [code])).get(code);
  if (owner !== undefined && owner.title === discount.title) return owner.discountRef;
  throw new PlatformError('refused', 'the code belongs to another discount of the shop');
}

async function addCodes(
  tools: DiscountTools,
  want: {
    readonly store: StoreRef;
    readonly discount: DiscountDescription;
    readonly discountRef: string;
    readonly codes: readonly string[];
  },
): Promise<Prepared> {
  const { store, discount, discountRef, codes } = want;
  const results = await bulkAdd(tools, want);
  const ready: string[] = [];
  const failed: Failure[] = [];
  const taken: string[] = [];
  for (const code of codes) {
    const result = results.get(code.toLowerCase());
    if (result?.ready === true) ready.push(code);
    else if (result?.taken === true) taken.push(code);
    else failed.push({ code, reason: result?.reason ?? 'Shopify does not mention it' });
  }
  const owners = await ownersOf(tools, store, taken);
  for (const code of taken) {
    const owner = owners.get(code);
    const ours = owner !== undefined && (owner.discountRef === discountRef || owner.title === discount.title);
    if (ours) ready.push(code);
    else failed.push({ code, reason: 'the code belongs to another discount of the shop' });
  }
  return { discountRef, ready, failed };
}

interface CodeResult {
  readonly ready: boolean;
  readonly taken: boolean;
  readonly reason: string;
}

const bulkAdded = z.object({ discountRedeemCodeBulkAdd: z.object({ bulkCreation: z.object({ id: z.string() }).nullable() }) });
const creationState = z.object({
  discountRedeemCodeBulkCreation: z
    .object({
      done: z.boolean(),
      codes: z.object({
        nodes: z.array(
          z.object({
            code: z.string(),
            discountRedeemCode: z.object({ id: z.string() }).nullish(),
            errors: z.array(z.object({ code: z.string().nullish(), message: z.string() })),
          }),
        ),
      }),
    })
    .nullable(),
});

/** Adds the codes and waits until Shopify has done it; what became of each, by code in lower case. */
async function bulkAdd(
  { client, sleep }: DiscountTools,
  { store, discountRef, codes }: { readonly store: StoreRef; readonly discountRef: string; readonly codes: readonly string[] },
): Promise<ReadonlyMap<string, CodeResult>> {
  const variables = { discountId: gid('DiscountCodeNode', discountRef), codes: codes.map((code) => ({ code })) };
  const added = await client.run(store.domain, ADD_CODES, { variables, answer: bulkAdded });
  const id = added.discountRedeemCodeBulkAdd.bulkCreation?.id;
  if (id === undefined) throw new PlatformError('malformed', 'Shopify did not say what became of the codes');
  for (const pause of POLL_MS) {
    await sleep(pause);
    const { discountRedeemCodeBulkCreation: state } = await client.run(store.domain, CODES_ADDED, {
      variables: { id },
      answer: creationState,
    });
    if (state?.done === true) {
      return new Map(
        state.codes.nodes.map(({ code, discountRedeemCode, errors }) => [
          code.toLowerCase(),
          {
            ready: errors.length === 0 && discountRedeemCode != null,
            taken: errors.some((error) => TAKEN.includes(error.code ?? '')),
            reason: errors
              .map(({ message }) => message)
              .join('; ')
              .slice(0, 200),
          },
        ]),
      );
    }
  }
  // Codes that were added meanwhile are adopted by the next try.
  throw new PlatformError('unreachable', 'Shopify is still adding the codes', { retryAfterMs: 10_000 });
}

interface CodeOwner {
  readonly discountRef: string;
  readonly title: string | null;
}

const ownerNode = z.object({ id: z.string(), codeDiscount: z.object({ title: z.string().optional() }) }).nullable();

/** Which discount each code belongs to; a code of none is absent. 25 codes a call, which is all that one call can ask. */
async function ownersOf({ client }: DiscountTools, store: StoreRef, codes: readonly string[]): Promise<ReadonlyMap<string, CodeOwner>> {
  const owners = new Map<string, CodeOwner>();
  for (let start = 0; start < codes.length; start += CODE_OWNERS_PAGE) {
    const page = codes.slice(start, start + CODE_OWNERS_PAGE);
    const last = page.at(-1) ?? '';
    const variables = Object.fromEntries(Array.from({ length: CODE_OWNERS_PAGE }, (_, index) => [`code${index + 1}`, page[index] ?? last]));
    const answer = await client.run(store.domain, CODE_OWNERS, { variables, answer: z.record(z.string(), ownerNode) });
    page.forEach((code, index) => {
      const node = answer[`owner${index + 1}`];
      if (node) owners.set(code, { discountRef: node.id, title: node.codeDiscount.title ?? null });
    });
  }
  return owners;
}

const prices = z.object({
  nodes: z.array(
    z
      .object({ priceRangeV2: z.object({ maxVariantPrice: z.object({ amount: z.string(), currencyCode: z.string() }) }) })
      .or(z.object({}))
      .nullable(),
  ),
});

/** What the dearest of the products costs now, in the shop's currency; null when none exists. */
async function priceOf({ client }: DiscountTools, store: StoreRef, productIds: readonly string[]): Promise<number | null> {
  const ids = productIds.slice(0, MAX_CODES).map((id) => gid('Product', id));
  const { nodes } = await client.run(store.domain, PRODUCT_PRICES, { variables: { ids }, answer: prices });
  const amounts = nodes.flatMap((node) => {
    if (node === null || !('priceRangeV2' in node)) return [];
    const { amount, currencyCode } = node.priceRangeV2.maxVariantPrice;
    return [parseMinor(amount, currencyCode)];
  });
  return amounts.length === 0 ? null : Math.max(...amounts);
}

const holderSchema = z.object({
  codeDiscountNodeByCode: z
    .object({
      id: z.string(),
      codeDiscount: z.object({
        codesCount: z.object({ count: z.number() }).nullish(),
        context: z.object({ __typename: z.string() }).nullish(),
        codes: z.object({ nodes: z.array(z.object({ id: z.string(), code: z.string() })) }).optional(),
      }),
    })
    .nullable(),
});

interface CodeHolder {
  readonly discountId: string;
  /** The code's own id; null while Shopify's search does not know it yet. */
  readonly codeId: string | null;
  /** The discount was made for this one code of one customer, so that nobody else loses anything with it. */
  readonly ownDiscount: boolean;
}

/** Where the code stands now; null when Shopify knows no such code. */
async function holderOf({ client }: DiscountTools, store: StoreRef, code: string): Promise<CodeHolder | null> {
  const look = async (search: string | null) => {
    const { codeDiscountNodeByCode: found } = await client.run(store.domain, CODE_HOLDER, {
      variables: { code, search },
      answer: holderSchema,
    });
    if (found === null) return null;
    const { codes, codesCount, context } = found.codeDiscount;
    return {
      discountId: found.id,
      codeId: codes?.nodes.find((each) => each.code.toLowerCase() === code.toLowerCase())?.id ?? null,
      ownDiscount: codesCount?.count === 1 && context?.__typename === 'DiscountCustomers',
    };
  };
  const found = await look(code);
  // The search may lag behind; a small discount can be looked through without it.
  return found === null || found.codeId !== null ? found : look(null);
}

/** See CommercePlatform.removeCode. The code is removed where it stands, also when an earlier unclear try put it under another discount of ours. */
export async function removeCode(tools: DiscountTools, store: StoreRef, code: string): Promise<'removed' | 'waiting'> {
  const holder = await holderOf(tools, store, code);
  if (holder === null) return 'removed';
  if (holder.ownDiscount) await deleteDiscount(tools, store, holder.discountId);
  else if (holder.codeId === null) return 'waiting';
  else if (!(await deleteCode(tools, store, { discountId: holder.discountId, codeId: holder.codeId }))) return 'waiting';
  return (await holderOf(tools, store, code)) === null ? 'removed' : 'waiting';
}

async function deleteDiscount({ client }: DiscountTools, store: StoreRef, id: string): Promise<void> {
  await client.run(store.domain, DELETE_DISCOUNT, { variables: { id }, answer: z.object({}) });
}

const deletion = z.object({
  discountCodeRedeemCodeBulkDelete: z.object({ job: z.object({ id: z.string(), done: z.boolean() }).nullable() }),
});
const jobState = z.object({ job: z.object({ done: z.boolean() }).nullable() });

/** False while Shopify has not done it. */
async function deleteCode(
  { client, sleep }: DiscountTools,
  store: StoreRef,
  { discountId, codeId }: { readonly discountId: string; readonly codeId: string },
): Promise<boolean> {
  const answer = await client.run(store.domain, DELETE_CODES, { variables: { discountId, ids: [codeId] }, answer: deletion });
  const job = answer.discountCodeRedeemCodeBulkDelete.job;
  if (job === null || job.done) return true;
  for (const pause of POLL_MS) {
    await sleep(pause);
    const state = await client.run(store.domain, JOB_STATE, { variables: { id: job.id }, answer: jobState });
    // A job that Shopify does not know any more has run.
    if (state.job === null || state.job.done) return true;
  }
  return false;
}

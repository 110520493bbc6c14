import { randomUUID } from 'node:crypto';
import { addCode, codeRefusal, jobReadyAt, settleCodeJobs } from '../discount-jobs.ts';
import { gid, idOf } from '../gid.ts';
import type { BulkCreation, Discount } from '../shop-state.ts';
import { discountFrom, discountProblems, type DiscountInput, type DiscountProblem } from './discount-input.ts';
import { bulkCreationView, codeNodeView } from './discount-view.ts';
import type { ViewContext } from './view-context.ts';

/** The mutations on discount codes. */
export function discountMutations(context: ViewContext) {
  return {
    discountCodeBasicCreate: ({ basicCodeDiscount }: { readonly basicCodeDiscount: DiscountInput }) =>
      createDiscount(context, basicCodeDiscount, { argument: 'basicCodeDiscount', kind: 'basic' }),
    discountCodeFreeShippingCreate: ({ freeShippingCodeDiscount }: { readonly freeShippingCodeDiscount: DiscountInput }) =>
      createDiscount(context, freeShippingCodeDiscount, { argument: 'freeShippingCodeDiscount', kind: 'free-shipping' }),
    discountCodeBxgyCreate: ({ bxgyCodeDiscount }: { readonly bxgyCodeDiscount: DiscountInput }) =>
      createDiscount(context, bxgyCodeDiscount, { argument: 'bxgyCodeDiscount', kind: 'bxgy' }),
    discountRedeemCodeBulkAdd: (args: { readonly discountId: string; readonly codes: readonly { readonly code: string }[] }) =>
      bulkAdd(context, args),
    discountCodeRedeemCodeBulkDelete: (args: { readonly discountId: string; readonly ids?: readonly string[] | null }) =>
      bulkDelete(context, args),
    discountCodeDeactivate: ({ id }: { readonly id: string }) => setEnd(context, id, context.world.clock.now()),
    discountCodeActivate: ({ id }: { readonly id: string }) => setEnd(context, id, null),
    discountCodeDelete: ({ id }: { readonly id: string }) => deleteDiscount(context, id),
  };
}

/** A discount by its id; DiscountNode and DiscountCodeNode are two names of one thing. */
export function discountById(context: ViewContext, id: string): Discount | null {
  const number = idOf(id, 'DiscountCodeNode') ?? idOf(id, 'DiscountNode');
  return number === null ? null : (context.shop.discounts.get(number) ?? null);
}

function createDiscount(
  context: ViewContext,
  input: DiscountInput,
  about: { readonly argument: string; readonly kind: Discount['kind'] },
): object {
  const { world, shop } = context;
  settleCodeJobs(world, shop);
  const problems = discountProblems(input, shop, about);
  const refusal = codeRefusal(world, shop, input.code ?? '');
  if (refusal) problems.push({ field: [about.argument, 'code'], ...refusal });
  if (problems.length > 0) return { codeDiscountNode: null, userErrors: problems.map(userError) };
  const discount = discountFrom(input, shop, { kind: about.kind, now: world.clock.now() });
  shop.discounts.set(discount.id, discount);
  addCode(context, discount, input.code ?? '');
  return { codeDiscountNode: () => codeNodeView(discount, context), userErrors: [] };
}

function bulkAdd(
  context: ViewContext,
  args: { readonly discountId: string; readonly codes: readonly { readonly code: string }[] },
): object {
  const { world, shop } = context;
  const discount = discountById(context, args.discountId);
  const refuse = (field: string, code: string, message: string): object => ({
    bulkCreation: null,
    userErrors: [userError({ field: [field], code, message })],
  });
  if (!discount) return refuse('discountId', 'INVALID', 'Code discount does not exist.');
  if (args.codes.length === 0) return refuse('codes', 'BLANK', "Codes can't be blank");
  const creation: BulkCreation = {
    id: shop.nextId(),
    discountId: discount.id,
    createdAt: world.clock.now(),
    readyAt: jobReadyAt(world),
    done: false,
    codes: args.codes.map(({ code }) => ({ code, codeId: null, error: null })),
  };
  shop.bulkCreations.set(creation.id, creation);
  return { bulkCreation: () => bulkCreationView(creation, context), userErrors: [] };
}

function bulkDelete(context: ViewContext, args: { readonly discountId: string; readonly ids?: readonly string[] | null }): object {
  const { world, shop } = context;
  const discount = discountById(context, args.discountId);
  const refuse = (field: string, code: string, message: string): object => ({
    job: null,
    userErrors: [userError({ field: [field], code, message })],
  });
  if (!discount) return refuse('discountId', 'INVALID', 'Code discount does not exist.');
  if (!args.ids || args.ids.length === 0)
    return refuse('ids', 'MISSING_ARGUMENT', 'Missing expected argument key: ids (the simulator plays no search).');
  const codeIds = args.ids.flatMap((id) => idOf(id, 'DiscountRedeemCode') ?? []);
  const job = { id: gid('Job', randomUUID()), discountId: discount.id, codeIds, readyAt: jobReadyAt(world), done: false };
  shop.jobs.set(job.id, job);
  return { job: { __typename: 'Job', id: job.id, done: false }, userErrors: [] };
}

function setEnd(context: ViewContext, id: string, endsAt: number | null): object {
  const discount = discountById(context, id);
  if (!discount) return { codeDiscountNode: null, userErrors: [userError(gone)] };
  discount.endsAt = endsAt;
  discount.updatedAt = context.world.clock.now();
  return { codeDiscountNode: () => codeNodeView(discount, context), userErrors: [] };
}

function deleteDiscount(context: ViewContext, id: string): object {
  const discount = discountById(context, id);
  if (!discount) return { deletedCodeDiscountId: null, userErrors: [userError(gone)] };
  context.shop.discounts.delete(discount.id);
  for (const key of discount.codes.keys()) context.shop.codes.delete(key);
  return { deletedCodeDiscountId: id, userErrors: [] };
}

const gone: DiscountProblem = { field: ['id'], code: 'INVALID', message: 'Discount does not exist' };

function userError(problem: DiscountProblem): object {
  return { __typename: 'DiscountUserError', field: problem.field, code: problem.code, message: problem.message, extraInfo: null };
}

import { gid, readGid } from '../gid.ts';
import type { Metafield } from '../shop-state.ts';
import { appNamespace, metafieldDigest, metafieldKey, metafieldView } from './metafield-view.ts';
import type { ViewContext } from './view-context.ts';

interface MetafieldInput {
  readonly ownerId: string;
  readonly namespace?: string | null;
  readonly key: string;
  readonly type?: string | null;
  readonly value: string;
  readonly compareDigest?: string | null;
}

interface DefinitionInput {
  readonly name: string;
  readonly namespace?: string | null;
  readonly key: string;
  readonly ownerType: string;
  readonly type: string;
  readonly description?: string | null;
  readonly access?: {
    readonly admin?: string | null;
    readonly storefront?: string | null;
    readonly customerAccount?: string | null;
  } | null;
}

/** The mutations on metafields. */
export function metafieldMutations(context: ViewContext) {
  return {
    metafieldsSet: ({ metafields }: { readonly metafields: readonly MetafieldInput[] }) => setMetafields(context, metafields),
    metafieldDefinitionCreate: ({ definition }: { readonly definition: DefinitionInput }) => createDefinition(context, definition),
  };
}

/** All or nothing: one bad metafield keeps every other from being written. */
function setMetafields(context: ViewContext, inputs: readonly MetafieldInput[]): object {
  const refuse = (index: number, field: string, error: { readonly code: string; readonly message: string }) => ({
    __typename: 'MetafieldsSetUserError',
    field: ['metafields', String(index), field],
    elementIndex: index,
    ...error,
  });
  if (inputs.length > 25) {
    const error = { code: 'LESS_THAN_OR_EQUAL_TO', message: 'Exceeded the maximum metafields input limit of 25.' };
    return { metafields: null, userErrors: [{ ...refuse(0, 'metafields', error), field: ['metafields'], elementIndex: null }] };
  }
  const errors = inputs.flatMap((input, index) => {
    const problem = metafieldProblem(context, input);
    return problem ? [refuse(index, problem.field, { code: problem.code, message: problem.message })] : [];
  });
  if (errors.length > 0) return { metafields: null, userErrors: errors };
  const written = inputs.map((input) => writeMetafield(context, input));
  return { metafields: written.map(metafieldView), userErrors: [] };
}

function metafieldProblem(
  context: ViewContext,
  input: MetafieldInput,
): { readonly field: string; readonly code: string; readonly message: string } | null {
  const existing = storedField(context, input);
  const type = input.type ?? definitionType(context, input) ?? existing?.type;
  if (!ownerExists(context, input.ownerId)) return { field: 'ownerId', code: 'INVALID', message: 'Owner does not exist.' };
  if (input.key.length < 2 || input.key.length > 64)
    return { field: 'key', code: 'TOO_SHORT', message: 'Key must be between 2 and 64 characters.' };
  if (!type) return { field: 'type', code: 'BLANK', message: "Type can't be blank" };
  if (existing && existing.type !== type)
    return { field: 'type', code: 'INVALID_TYPE', message: `Type must be consistent with the existing type ${existing.type}.` };
  if (input.value === '') return { field: 'value', code: 'BLANK', message: "Value can't be blank" };
  if (!valueFits(type, input.value)) return { field: 'value', code: 'INVALID_VALUE', message: `Value is invalid for the type ${type}.` };
  if (input.compareDigest === undefined) return null;
  const current = existing ? metafieldDigest(existing) : null;
  if (input.compareDigest === current) return null;
  return {
    field: 'compareDigest',
    code: 'STALE_OBJECT',
    message: 'The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.',
  };
}

function writeMetafield(context: ViewContext, input: MetafieldInput): Metafield {
  const now = context.world.clock.now();
  const existing = storedField(context, input);
  const namespace = appNamespace(context, input.namespace);
  const type = input.type ?? definitionType(context, input) ?? existing?.type ?? 'json';
  const field: Metafield = existing ?? {
    id: context.shop.nextId(),
    ownerId: input.ownerId,
    namespace,
    key: input.key,
    type,
    value: '',
    createdAt: now,
    updatedAt: now,
  };
  field.value = input.value;
  field.updatedAt = now;
  context.shop.metafields.set(metafieldKey(input.ownerId, namespace, input.key), field);
  return field;
}

function storedField(context: ViewContext, input: MetafieldInput): Metafield | undefined {
  return context.shop.metafields.get(metafieldKey(input.ownerId, appNamespace(context, input.namespace), input.key));
}

function definitionType(context: ViewContext, input: MetafieldInput): string | undefined {
  const ownerType = readGid(input.ownerId)?.type.toUpperCase() ?? '';
  return context.shop.definitions.get(metafieldKey(ownerType, appNamespace(context, input.namespace), input.key))?.type;
}

function ownerExists(context: ViewContext, ownerId: string): boolean {
  const owner = readGid(ownerId);
  switch (owner?.type) {
    case 'Customer':
      return context.shop.customers.has(owner.id);
    case 'Order':
      return context.shop.orders.has(owner.id);
    case 'Product':
      return context.shop.products.has(owner.id);
    case 'DiscountCodeNode':
      return context.shop.discounts.has(owner.id);
    case 'Shop':
    case 'AppInstallation':
      return true;
    default:
      return false;
  }
}

function valueFits(type: string, value: string): boolean {
  if (type === 'number_integer') return /^-?\d+$/.test(value);
  if (type === 'boolean') return value === 'true' || value === 'false';
  if (type !== 'json') return true;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

function createDefinition(context: ViewContext, input: DefinitionInput): object {
  const namespace = appNamespace(context, input.namespace);
  const key = metafieldKey(input.ownerType, namespace, input.key);
  if (context.shop.definitions.has(key)) {
    const message = `Key is in use for ${input.ownerType} metafields on the '${namespace}' namespace.`;
    const error = { __typename: 'MetafieldDefinitionCreateUserError', field: ['definition', 'key'], code: 'TAKEN', message };
    return { createdDefinition: null, userErrors: [error] };
  }
  const definition = {
    id: context.shop.nextId(),
    ownerType: input.ownerType,
    namespace,
    key: input.key,
    name: input.name,
    type: input.type,
    description: input.description ?? null,
    access: {
      admin: input.access?.admin ?? null,
      storefront: input.access?.storefront ?? null,
      customerAccount: input.access?.customerAccount ?? null,
    },
  };
  context.shop.definitions.set(key, definition);
  const createdDefinition = {
    ...definition,
    __typename: 'MetafieldDefinition',
    id: gid('MetafieldDefinition', definition.id),
    type: { __typename: 'MetafieldDefinitionType', name: input.type },
  };
  return { createdDefinition, userErrors: [] };
}

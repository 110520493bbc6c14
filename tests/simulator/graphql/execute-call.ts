import { execute, getNamedType, GraphQLError, type ExecutionResult, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';
import type { Shop } from '../shop-state.ts';
import type { World } from '../world.ts';
import { grantedScopes, type AccessTable } from './access-table.ts';
import { customerView } from './customer-view.ts';
import { orderView } from './order-view.ts';
import type { PreparedCall } from './prepare-call.ts';
import { rootValue } from './root.ts';
import { accessDenied, type ViewContext } from './view-context.ts';

/** Runs a prepared call against the shop, through the eyes of the app. */
export function executeCall(
  place: { readonly world: World; readonly shop: Shop; readonly access: AccessTable },
  schema: GraphQLSchema,
  call: PreparedCall,
): { readonly answer: ExecutionResult; readonly actualCost: number } {
  const context: ViewContext = {
    ...place,
    scopes: grantedScopes(place.shop.scopes),
    showOrder: (order) => orderView(order, context),
    showCustomer: (customer) => customerView(customer, context),
  };
  const result = execute({
    schema,
    document: call.document,
    operationName: call.operation.name?.value ?? null,
    rootValue: rootValue(context),
    contextValue: context,
    variableValues: call.variables,
    fieldResolver: resolveField,
    typeResolver: (value) => (value as { readonly __typename?: string }).__typename,
  });
  if (result instanceof Promise) throw new Error('a resolver of the simulator became asynchronous');
  return { answer: plainAnswer(result), actualCost: call.costing.actual(result.data) };
}

/** Access first, then the view's field: a value, or a function of the arguments. */
function resolveField(source: unknown, args: Record<string, unknown>, ...[context, info]: [ViewContext, GraphQLResolveInfo]): unknown {
  const parent = info.parentType.name;
  const missing = context.access.missingForField(context.scopes, {
    parent,
    name: info.fieldName,
    returns: getNamedType(info.returnType).name,
  });
  if (missing !== null) throw accessDenied(info.fieldName, missing);
  const { protectedData } = context.shop;
  if (protectedData === 0 && getNamedType(info.returnType).name === 'Customer') throw notApproved('access the Customer object');
  if (protectedData < 2 && context.access.isPersonal(parent, info.fieldName)) throw notApproved(`use the ${info.fieldName} field`);
  const value = (source as Readonly<Record<string, unknown>>)[info.fieldName];
  if (value === undefined) {
    throw new GraphQLError(`the simulator does not play ${parent}.${info.fieldName}`, { extensions: { code: 'NOT_PLAYED' } });
  }
  return typeof value === 'function' ? (value as (args: Record<string, unknown>) => unknown)(args) : value;
}

function notApproved(what: string): GraphQLError {
  const message = `This app is not approved to ${what}. See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.`;
  return new GraphQLError(message, { extensions: { code: 'ACCESS_DENIED', documentation: 'https://shopify.dev/api/usage/access-scopes' } });
}

/** An unexpected error of ours must look like one, not like an answer of Shopify's. */
function plainAnswer(result: ExecutionResult): ExecutionResult {
  for (const error of result.errors ?? []) {
    if (error.originalError && !(error.originalError instanceof GraphQLError)) throw error.originalError;
  }
  return result;
}

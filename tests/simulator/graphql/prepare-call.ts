import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  parse,
  validate,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { QueryCost } from './query-cost.ts';

/** What a client sent. */
export interface IncomingCall {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | null;
}

/** A call that may be executed. */
export interface PreparedCall {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** As they came; execution coerces them again. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly cost: number;
  readonly costing: QueryCost;
}

export type Preparation = { readonly names: readonly string[] } & (
  { readonly problems: readonly object[]; readonly call?: never } | { readonly problems: null; readonly call: PreparedCall }
);

interface CheckedDocument {
  readonly document: DocumentNode;
  readonly problems: readonly object[] | null;
}

/** Checking a document against 3,500 types takes a while; apps send the same few again and again. */
const CHECKED = new WeakMap<GraphQLSchema, Map<string, CheckedDocument>>();
const MAX_CHECKED = 300;

/** Parses, validates and prices a call. `names` are the operation's name and its root fields. */
export function prepareCall(schema: GraphQLSchema, incoming: IncomingCall): Preparation {
  let checked: CheckedDocument;
  try {
    checked = checkDocument(schema, incoming.query);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { names: [], problems: [problemOf(error, 'parseError')] };
  }
  const operation = getOperationAST(checked.document, incoming.operationName);
  const names = operation ? namesOf(operation) : [];
  if (checked.problems) return { names, problems: checked.problems };
  if (!operation) return { names, problems: [{ message: 'No operation named in the query, or several and none chosen' }] };
  const { errors, coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], incoming.variables);
  if (errors) return { names, problems: errors.map((error) => problemOf(error, 'INVALID_VARIABLE')) };
  const tooLong = longArray(coerced);
  if (tooLong !== null) {
    const message = `The input array size of ${tooLong} is greater than the maximum allowed of 250.`;
    return { names, problems: [{ message, extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' } }] };
  }
  try {
    const costing = new QueryCost(schema, checked.document, { operation, variables: coerced });
    return {
      names,
      problems: null,
      call: { document: checked.document, operation, variables: incoming.variables, cost: costing.requested(), costing },
    };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { names, problems: [problemOf(error, 'BAD_REQUEST')] };
  }
}

function checkDocument(schema: GraphQLSchema, query: string): CheckedDocument {
  const cache = CHECKED.get(schema) ?? new Map<string, CheckedDocument>();
  CHECKED.set(schema, cache);
  const known = cache.get(query);
  if (known) return known;
  const document = parse(query);
  const errors = validate(schema, document);
  const checked = { document, problems: errors.length === 0 ? null : errors.map((error) => problemOf(error, 'undefinedField')) };
  if (cache.size >= MAX_CHECKED) cache.clear();
  cache.set(query, checked);
  return checked;
}

function namesOf(operation: OperationDefinitionNode): string[] {
  const fields = operation.selectionSet.selections.filter((one): one is FieldNode => one.kind === Kind.FIELD).map((one) => one.name.value);
  return operation.name ? [operation.name.value, ...fields] : fields;
}

function problemOf(error: GraphQLError, code: string): object {
  const { message, locations, path, extensions } = error.toJSON();
  return { message, ...(locations ? { locations } : {}), ...(path ? { path } : {}), extensions: { code, ...extensions } };
}

/** The length of the first list of inputs that is too long. */
function longArray(value: unknown): number | null {
  if (Array.isArray(value)) {
    if (value.length > 250) return value.length;
    return firstLong(value);
  }
  return typeof value === 'object' && value !== null ? firstLong(Object.values(value)) : null;
}

function firstLong(values: readonly unknown[]): number | null {
  for (const value of values) {
    const long = longArray(value);
    if (long !== null) return long;
  }
  return null;
}

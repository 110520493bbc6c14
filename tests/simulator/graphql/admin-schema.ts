import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import {
  buildClientSchema,
  GraphQLError,
  GraphQLScalarType,
  valueFromASTUntyped,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { AccessTable, type AccessItem, type ProtectedField } from './access-table.ts';

/** Shopify's own Admin API schema of 2026-10 and what it says about access. */
export interface AdminSchema {
  readonly schema: GraphQLSchema;
  readonly access: AccessTable;
}

const FILE = new URL('../../fixtures/shopify/admin_2026-10.json.gz', import.meta.url);
let loading: Promise<AdminSchema> | null = null;

/** Reads and builds the schema once per process (about a second). */
export function loadAdminSchema(): Promise<AdminSchema> {
  loading ??= build();
  return loading;
}

interface SchemaFile {
  readonly data: IntrospectionQuery;
  readonly offline_scopes: { readonly items: readonly AccessItem[] };
}

async function build(): Promise<AdminSchema> {
  const text = await promisify(gunzip)(await readFile(FILE));
  const file = JSON.parse(text.toString()) as SchemaFile;
  const schema = buildClientSchema(file.data, { assumeValid: true });
  teachScalars(schema);
  return { schema, access: new AccessTable(file.offline_scopes.items, protectedFields(file.data)) };
}

/** A schema from introspection lets every custom scalar pass; these are the checks that Shopify makes. */
function teachScalars(schema: GraphQLSchema): void {
  const checks: Readonly<Record<string, (value: unknown) => unknown>> = {
    DateTime: (value) => {
      const good = typeof value === 'string' && /^\d{4}-\d\d-\d\d(T.*)?$/.test(value) && !Number.isNaN(Date.parse(value));
      if (!good) throw new GraphQLError(`invalid DateTime '${String(value)}'`);
      return value;
    },
    Decimal: decimal,
    Money: decimal,
    UnsignedInt64: (value) => {
      if (!/^\d+$/.test(String(value))) throw new GraphQLError(`invalid UnsignedInt64 '${String(value)}'`);
      return String(value);
    },
  };
  for (const [name, check] of Object.entries(checks)) {
    const type = schema.getType(name);
    if (!(type instanceof GraphQLScalarType)) continue;
    type.parseValue = check;
    type.parseLiteral = (node, variables) => check(valueFromASTUntyped(node, variables));
  }
}

function decimal(value: unknown): unknown {
  if (!/^-?\d+(\.\d+)?$/.test(String(value))) throw new GraphQLError(`invalid decimal '${String(value)}'`);
  return String(value);
}

/** The fields that hold personal data, as the published schema marks them. */
function protectedFields(data: IntrospectionQuery): ProtectedField[] {
  return data.__schema.types.flatMap((type) => {
    if (type.kind !== 'OBJECT') return [];
    return type.fields
      .filter((field) => (field as { readonly isProtected?: boolean }).isProtected === true)
      .map((field) => ({ typeName: type.name, fieldName: field.name }));
  });
}

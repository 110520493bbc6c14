import { readFileSync } from 'node:fs';
import {
  getNamedType,
  getNullableType,
  getVariableValues,
  GraphQLError,
  isEnumType,
  isInputObjectType,
  isListType,
  Kind,
  NoDeprecatedCustomRule,
  parse,
  typeFromAST,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { GIFT_CARD_SCOPES, SHOPIFY_SCOPES, STORE_CREDIT_SCOPES } from '#app/platforms/shopify/api-version.ts';
import { ISSUING_OPERATIONS } from '#app/platforms/shopify/issuing-operations.ts';
import { SHOPIFY_OPERATIONS } from '#app/platforms/shopify/operations.ts';
import { grantedScopes } from '#tests/simulator/graphql/access-table.ts';
import { loadAdminSchema, type AdminSchema } from '#tests/simulator/graphql/admin-schema.ts';

interface Operation {
  readonly document: string;
  readonly sampleVariables: Readonly<Record<string, unknown>>;
}

let admin: AdminSchema;

beforeAll(async () => {
  admin = await loadAdminSchema();
});

describe('every operation that the app sends to Shopify', () => {
  it('is there to be checked', () => {
    expect(Object.keys(SHOPIFY_OPERATIONS).length).toBeGreaterThan(10);
  });

  it.each(Object.entries(SHOPIFY_OPERATIONS))('%s is valid, with its variables, and uses nothing deprecated', (name, operation) => {
    expect(problemsOf(admin.schema, operation)).toEqual([]);
    expect(operationOf(parse(operation.document)).name?.value).toBe(name);
  });

  it.each(Object.entries(SHOPIFY_OPERATIONS))('%s asks for nothing beyond the scopes that the app requests', (_name, operation) => {
    const optional = ISSUING_OPERATIONS.some((one) => one === operation) ? [...GIFT_CARD_SCOPES, ...STORE_CREDIT_SCOPES] : [];
    expect(missingScopes(admin, operation, [...SHOPIFY_SCOPES, ...optional])).toEqual([]);
  });

  it('finds its optional scopes in shopify.app.toml', () => {
    const listed = /^optional_scopes = \[([^\]]*)\]/m.exec(readFileSync('shopify.app.toml', 'utf8'))?.[1] ?? '';
    for (const scope of [...GIFT_CARD_SCOPES, ...STORE_CREDIT_SCOPES]) expect(listed).toContain(`"${scope}"`);
  });
});

describe('the check itself', () => {
  const create = `mutation Create($discount: DiscountCodeBasicInput!) {
    discountCodeBasicCreate(basicCodeDiscount: $discount) { codeDiscountNode { id } userErrors { field code message } }
  }`;
  const discount = {
    title: 'Five off',
    code: 'FIVE',
    startsAt: '2026-11-22T00:00:00Z',
    context: { all: 'ALL' },
    customerGets: { value: { discountAmount: { amount: '5.00', appliesOnEachItem: false } }, items: { all: true } },
  };
  const withDiscount = (change: object): string[] =>
    problemsOf(admin.schema, { document: create, sampleVariables: { discount: { ...discount, ...change } } });

  it('passes a good operation', () => {
    expect(withDiscount({})).toEqual([]);
  });

  it.each([
    ['an invented field', 'query A { shop { name mood } }', /mood/],
    ['an invented argument', 'query A { orders(first: 1, colour: "red") { nodes { id } } }', /colour/],
    ['a deprecated field', 'query A { orders(first: 1) { nodes { totalPrice } } }', /deprecated/],
    [
      'a deprecated input written into the document',
      `mutation A { discountCodeBasicCreate(basicCodeDiscount: { title: "a", customerSelection: { all: true } }) { userErrors { message } } }`,
      /customerSelection.*deprecated/,
    ],
    ['two operations at once', 'query A { shop { name } } query B { shop { name } }', /one operation/],
    ['a syntax error', 'query A { shop { name }', /Syntax Error/],
  ])('refuses %s', (_what, document, complaint) => {
    expect(problemsOf(admin.schema, { document, sampleVariables: {} }).join('\n')).toMatch(complaint);
  });

  it.each([
    ['an unknown field in a variable', { colour: 'red' }, /colour/],
    ['a deprecated field in a variable', { customerSelection: { all: true } }, /customerSelection is deprecated/],
    [
      'a deprecated field deep inside',
      { customerGets: { ...discount.customerGets, items: { all: true } }, customerSelection: {} },
      /deprecated/,
    ],
    ['two members of a @oneOf input', { context: { all: 'ALL', customers: { add: ['gid://shopify/Customer/1'] } } }, /context/],
    ['no member of a @oneOf input', { context: {} }, /context/],
    ['a wrong enum value', { context: { all: 'SOME' } }, /SOME/],
    ['a number that is none', { usageLimit: 'once' }, /usageLimit/],
    ['a time that is none', { startsAt: 'tomorrow' }, /startsAt/],
    ['an amount that is none', { customerGets: { value: { discountAmount: { amount: '5,00' } }, items: { all: true } } }, /amount/],
  ])('refuses %s', (_what, change, complaint) => {
    expect(withDiscount(change).join('\n')).toMatch(complaint);
  });

  it('refuses variables that the document does not declare, and missing ones', () => {
    const document = 'query A($id: ID!) { order(id: $id) { id } }';
    expect(problemsOf(admin.schema, { document, sampleVariables: { id: '1', limit: 3 } }).join('\n')).toMatch(/\$limit/);
    expect(problemsOf(admin.schema, { document, sampleVariables: {} }).join('\n')).toMatch(/\$id/);
  });

  it('sees a scope that is missing, on a field and on what it returns', () => {
    expect(missingScopes(admin, { document: create, sampleVariables: {} }, ['read_discounts']).join()).toMatch(
      /discountCodeBasicCreate.*write_discounts/,
    );
    const orders = { document: 'query A { orders(first: 1) { nodes { customer { id } } } }', sampleVariables: {} };
    expect(missingScopes(admin, orders, ['read_orders']).join()).toMatch(/customer.*read_customers/);
    expect(missingScopes(admin, orders, ['read_orders', 'write_customers'])).toEqual([]);
  });
});

/** Everything that Shopify would object to, or will one day: an empty list is good. */
function problemsOf(schema: GraphQLSchema, operation: Operation): string[] {
  let document: DocumentNode;
  try {
    document = parse(operation.document);
  } catch (error) {
    return [error instanceof GraphQLError ? error.message : String(error)];
  }
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (operations.length !== 1) return ['a document holds exactly one operation'];
  const invalid = [...validate(schema, document), ...validate(schema, document, [NoDeprecatedCustomRule])];
  if (invalid.length > 0) return invalid.map((error) => error.message);
  return variableProblems(schema, operationOf(document), operation.sampleVariables);
}

function variableProblems(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): string[] {
  const definitions = operation.variableDefinitions ?? [];
  const declared = new Set(definitions.map((one) => one.variable.name.value));
  const undeclared = Object.keys(variables).filter((name) => !declared.has(name));
  if (undeclared.length > 0) return undeclared.map((name) => `$${name} is not declared`);
  const { errors } = getVariableValues(schema, definitions, variables);
  if (errors) return errors.map((error) => error.message);
  return definitions.flatMap((definition) => {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type) as GraphQLInputType | undefined;
    return type ? deprecatedIn(type, variables[name], `$${name}`) : [`$${name} has no known type`];
  });
}

/** graphql-js looks for deprecated inputs in documents only; values in variables pass unseen, so they are walked here. */
function deprecatedIn(type: GraphQLInputType, value: unknown, path: string): string[] {
  if (value === null || value === undefined) return [];
  const inner = getNullableType(type);
  if (isListType(inner)) {
    const items = Array.isArray(value) ? (value as unknown[]) : [value];
    return items.flatMap((item, index) => deprecatedIn(inner.ofType, item, `${path}[${index}]`));
  }
  if (isEnumType(inner)) {
    const chosen = typeof value === 'string' ? inner.getValue(value) : undefined;
    return chosen?.deprecationReason == null ? [] : [`${path} uses ${chosen.name}, which is deprecated: ${chosen.deprecationReason}`];
  }
  if (!isInputObjectType(inner)) return [];
  const fields = inner.getFields();
  return Object.entries(value).flatMap(([name, part]: [string, unknown]) => {
    const field = fields[name];
    if (!field) return [`${path}.${name} is not in ${inner.name}`];
    const own = field.deprecationReason == null ? [] : [`${path}.${name} is deprecated: ${field.deprecationReason}`];
    return [...own, ...deprecatedIn(field.type, part, `${path}.${name}`)];
  });
}

/** The fields of an operation that need a scope beyond the given ones. */
function missingScopes({ schema, access }: AdminSchema, operation: Operation, scopes: readonly string[]): string[] {
  const granted = grantedScopes(scopes);
  const missing: string[] = [];
  const info = new TypeInfo(schema);
  visit(
    parse(operation.document),
    visitWithTypeInfo(info, {
      Field: () => {
        const parent = info.getParentType();
        const field = info.getFieldDef();
        if (!parent || !field) return;
        const need = access.missingForField(granted, { parent: parent.name, name: field.name, returns: getNamedType(field.type).name });
        if (need !== null) missing.push(`${parent.name}.${field.name}: ${need}`);
      },
    }),
  );
  return missing;
}

function operationOf(document: DocumentNode): OperationDefinitionNode {
  return document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)!;
}

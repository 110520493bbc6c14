import {
  getArgumentValues,
  getNamedType,
  GraphQLError,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * What a query costs. Published: scalars 0, objects 1, a mutation 10, connections "sized by first and last", at most 1,000 a query.
 * The formula for a connection is not published; queries that nest 50 × 100 pass on real shops, so it cannot be a plain product. We take
 * the logarithm of the page size as the factor: plausible figures, and absurd nestings are still refused.
 */
export class QueryCost {
  private readonly schema: GraphQLSchema;
  private readonly operation: OperationDefinitionNode;
  private readonly variables: Readonly<Record<string, unknown>>;
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(
    schema: GraphQLSchema,
    document: DocumentNode,
    call: { readonly operation: OperationDefinitionNode; readonly variables: Readonly<Record<string, unknown>> },
  ) {
    this.schema = schema;
    this.operation = call.operation;
    this.variables = call.variables;
    this.fragments = new Map(
      document.definitions
        .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
        .map((one) => [one.name.value, one]),
    );
  }

  /** Before execution: what the query may cost at most. Throws when a connection is asked for without a size. */
  requested(): number {
    return this.ofRoot(undefined);
  }

  /** After execution: what was really returned; never more than requested. */
  actual(data: unknown): number {
    return this.ofRoot(data ?? null);
  }

  private ofRoot(data: unknown): number {
    const root = this.schema.getRootType(this.operation.operation);
    if (!root || data === null) return 0;
    if (this.operation.operation === OperationTypeNode.MUTATION) return 10 * this.operation.selectionSet.selections.length;
    return this.ofSelections(this.operation.selectionSet, root, data);
  }

  /** `value` undefined: not executed yet. */
  private ofSelections(selections: SelectionSetNode, type: GraphQLNamedType, value: unknown): number {
    let sum = 0;
    let branch = 0;
    for (const selection of selections.selections) {
      if (selection.kind === Kind.FIELD) {
        sum += this.ofField(selection, type, value);
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(selection.name.value) : selection;
      if (!fragment) continue;
      const condition = fragment.typeCondition ? this.schema.getType(fragment.typeCondition.name.value) : type;
      const cost = this.ofSelections(fragment.selectionSet, condition ?? type, value);
      // Of the branches of an interface or a union only one comes true: the dearest counts.
      if (condition === type || (isObjectType(type) && condition)) sum += cost;
      else branch = Math.max(branch, cost);
    }
    return sum + branch;
  }

  private ofField(field: FieldNode, parent: GraphQLNamedType, parentValue: unknown): number {
    if (!(isObjectType(parent) || isInterfaceType(parent)) || field.name.value.startsWith('__')) return 0;
    const definition = parent.getFields()[field.name.value];
    const type = definition ? getNamedType(definition.type) : undefined;
    if (!definition || !type || isLeafType(type) || !field.selectionSet) return 0;
    const value = parentValue === undefined ? undefined : (read(parentValue, field.alias?.value ?? field.name.value) ?? null);
    if (value === null) return 0;
    const args = getArgumentValues(definition, field, this.variables);
    if (type.name.endsWith('Connection'))
      return this.ofConnection({ field, type, value, args, hasSize: definition.args.some((arg) => arg.name === 'first') });
    if (isList(definition.type)) return this.ofList({ field, type, value, size: listSize(args) });
    const own = isObjectType(type) || isUnionType(type) || isInterfaceType(type) ? 1 : 0;
    return own + this.ofSelections(field.selectionSet, type, value);
  }

  private ofList(list: {
    readonly field: FieldNode;
    readonly type: GraphQLNamedType;
    readonly value: unknown;
    readonly size: number;
  }): number {
    const selections = list.field.selectionSet;
    if (!selections) return 0;
    if (list.value === undefined) return factor(list.size) * (1 + this.ofSelections(selections, list.type, undefined));
    const items = (Array.isArray(list.value) ? list.value : []).filter((item) => item !== null);
    return (
      factor(Math.min(list.size, items.length)) * this.dearest(items.map((item) => 1 + this.ofSelections(selections, list.type, item)))
    );
  }

  private ofConnection(connection: {
    readonly field: FieldNode;
    readonly type: GraphQLNamedType;
    readonly value: unknown;
    readonly args: Readonly<Record<string, unknown>>;
    readonly hasSize: boolean;
  }): number {
    const { field, type, value, args } = connection;
    const asked = args.first ?? args.last;
    if (connection.hasSize && typeof asked !== 'number') {
      throw new GraphQLError('you must provide one of first or last', { nodes: [field], extensions: { code: 'BAD_REQUEST' } });
    }
    const size = typeof asked === 'number' ? asked : 1;
    if (size < 0 || size > 250) {
      throw new GraphQLError(`a page holds 0 to 250 entries, not ${size}`, { nodes: [field], extensions: { code: 'BAD_REQUEST' } });
    }
    const parts = this.flatFields(field.selectionSet).map((part) => this.ofConnectionPart(part, type, { value, size }));
    return this.dearest(parts);
  }

  private ofConnectionPart(part: FieldNode, type: GraphQLNamedType, page: { readonly value: unknown; readonly size: number }): number {
    const edges = part.name.value === 'edges';
    if ((!edges && part.name.value !== 'nodes') || !isObjectType(type)) return 0;
    const inner = type.getFields()[part.name.value];
    if (!inner || !part.selectionSet) return 0;
    const itemType = getNamedType(inner.type);
    const list = page.value === undefined ? undefined : read(page.value, part.alias?.value ?? part.name.value);
    const items = page.value === undefined ? [undefined] : Array.isArray(list) ? list : [];
    const each = items.map((item) =>
      edges
        ? this.ofSelections(part.selectionSet as SelectionSetNode, itemType, item)
        : 1 + this.ofSelections(part.selectionSet as SelectionSetNode, itemType, item),
    );
    return factor(page.value === undefined ? page.size : items.length) * this.dearest(each);
  }

  private flatFields(selections: SelectionSetNode | undefined): FieldNode[] {
    return (selections?.selections ?? []).flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(selection.name.value) : selection;
      return this.flatFields(fragment?.selectionSet);
    });
  }

  private dearest(costs: readonly number[]): number {
    return costs.reduce((most, cost) => Math.max(most, cost), 0);
  }
}

function factor(size: number): number {
  return Math.ceil(Math.log2(size + 1));
}

function listSize(args: Readonly<Record<string, unknown>>): number {
  if (Array.isArray(args.ids)) return args.ids.length;
  return typeof args.first === 'number' ? args.first : 1;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

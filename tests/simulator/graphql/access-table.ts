/** One row of the published access list: which scopes a type or a field asks for (any of them is enough). */
export interface AccessItem {
  readonly type: 'type' | 'field';
  readonly typeName: string;
  readonly fieldName?: string;
  readonly requiredAccess: string;
  readonly offlineScopes: readonly string[];
}

export interface ProtectedField {
  readonly typeName: string;
  readonly fieldName: string;
}

/** Who may read or do what, from the data that Shopify publishes with its schema. */
export class AccessTable {
  private readonly needs = new Map<string, AccessItem>();
  private readonly personal: ReadonlySet<string>;

  constructor(items: readonly AccessItem[], personal: readonly ProtectedField[]) {
    for (const item of items) {
      if (item.offlineScopes.length > 0)
        this.needs.set(item.fieldName === undefined ? item.typeName : `${item.typeName}.${item.fieldName}`, item);
    }
    this.personal = new Set(personal.map((field) => `${field.typeName}.${field.fieldName}`));
  }

  /** What is missing to use a field that returns a type, in Shopify's words; null when nothing is. */
  missingForField(
    scopes: ReadonlySet<string>,
    field: { readonly parent: string; readonly name: string; readonly returns: string },
  ): string | null {
    return this.missing(scopes, `${field.parent}.${field.name}`) ?? this.missing(scopes, field.returns);
  }

  missingForType(scopes: ReadonlySet<string>, typeName: string): string | null {
    return this.missing(scopes, typeName);
  }

  /** Whether a field holds a name, an e-mail, a phone or an address. */
  isPersonal(parent: string, name: string): boolean {
    return this.personal.has(`${parent}.${name}`);
  }

  private missing(scopes: ReadonlySet<string>, key: string): string | null {
    const need = this.needs.get(key);
    if (!need || need.offlineScopes.some((scope) => scopes.has(scope))) return null;
    return need.requiredAccess;
  }
}

/** The granted scopes with what they imply: writing implies reading. */
export function grantedScopes(scopes: readonly string[]): ReadonlySet<string> {
  return new Set(scopes.flatMap((scope) => (scope.startsWith('write_') ? [scope, scope.replace('write_', 'read_')] : [scope])));
}

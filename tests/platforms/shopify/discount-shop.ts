import { data, type StubAnswer, type StubCall } from './admin-stub.ts';

/** As much of Shopify's discounts as these stories need: nodes, their codes, and jobs that are done when asked about. */
export class DiscountShop {
  readonly discounts = new Map<string, { readonly title: string; readonly codes: Map<string, string>; readonly forCustomers: boolean }>();
  readonly created: Record<string, unknown>[] = [];
  readonly faults: ((call: StubCall) => StubAnswer | null)[] = [];
  searchLags = false;
  jobsEnd = true;
  #ids = 0;
  readonly #jobs = new Map<string, { code: string; errors: { code: string; message: string }[] }[]>();

  answer(call: StubCall): StubAnswer {
    const before = this.faults[0]?.(call) ?? null;
    if (before !== null) {
      this.faults.shift();
      return before;
    }
    return this.#handle(call);
  }

  /** Does what was asked and loses the answer. */
  loseNext(operation: string): void {
    this.faults.push((call) => {
      if (call.operation !== operation) return null;
      this.#handle(call);
      return { silent: 'reset' };
    });
  }

  addDiscount(title: string, codes: readonly string[], forCustomers = false): string {
    const id = `gid://shopify/DiscountCodeNode/${(this.#ids += 1)}`;
    this.discounts.set(id, { title, codes: new Map(codes.map((code) => [code, this.#codeId()])), forCustomers });
    return id;
  }

  codesOf(id: string): string[] {
    return [...(this.discounts.get(id)?.codes.keys() ?? [])];
  }

  #codeId(): string {
    return `gid://shopify/DiscountRedeemCode/${(this.#ids += 1)}`;
  }

  #owner(code: string): string | null {
    for (const [id, { codes }] of this.discounts)
      if ([...codes.keys()].some((each) => each.toLowerCase() === code.toLowerCase())) return id;
    return null;
  }

  #handle(call: StubCall): StubAnswer {
    const v = call.variables;
    switch (call.operation) {
      case 'CreateDiscount':
        return data({ discountCodeBasicCreate: this.#create(v['discount'] as Record<string, unknown>) });
      case 'CreateFreeShipping':
        return data({ discountCodeFreeShippingCreate: this.#create(v['discount'] as Record<string, unknown>) });
      case 'AddCodes':
        return data({ discountRedeemCodeBulkAdd: this.#add(String(v['discountId']), v['codes'] as { code: string }[]) });
      case 'CodesAdded': {
        const nodes = (this.#jobs.get(String(v['id'])) ?? []).map(({ code, errors }) => ({
          code,
          errors,
          discountRedeemCode: errors.length ? null : { id: '1' },
        }));
        return data({ discountRedeemCodeBulkCreation: { done: this.jobsEnd, codes: { nodes: this.jobsEnd ? nodes : [] } } });
      }
      case 'CodeOwners':
        return data(Object.fromEntries(Object.entries(v).map(([name, code]) => [name.replace('code', 'owner'), this.#node(String(code))])));
      case 'CodeHolder':
        return data({ codeDiscountNodeByCode: this.#holder(String(v['code']), v['search'] as string | null) });
      case 'DeleteCodes': {
        const codes = this.discounts.get(String(v['discountId']))?.codes;
        for (const [code, id] of codes ?? []) if ((v['ids'] as string[]).includes(id)) codes?.delete(code);
        return data({ discountCodeRedeemCodeBulkDelete: { job: { id: 'gid://shopify/Job/1', done: false }, userErrors: [] } });
      }
      case 'DeleteDiscount':
        this.discounts.delete(String(v['id']));
        return data({ discountCodeDelete: { deletedCodeDiscountId: v['id'], userErrors: [] } });
      case 'JobState':
        return data({ job: { done: this.jobsEnd } });
      case 'ProductPrices':
        return data({ nodes: [{ priceRangeV2: { maxVariantPrice: { amount: '18.5', currencyCode: 'USD' } } }, null] });
      default:
        return { status: 500 };
    }
  }

  #create(input: Record<string, unknown>) {
    this.created.push(input);
    const code = String(input['code']);
    if (this.#owner(code) !== null) {
      return {
        codeDiscountNode: null,
        userErrors: [{ field: ['basicCodeDiscount', 'code'], code: 'TAKEN', message: 'Code must be unique.' }],
      };
    }
    const id = this.addDiscount(String(input['title']), [code], 'customers' in (input['context'] as object));
    return { codeDiscountNode: { id }, userErrors: [] };
  }

  #add(discountId: string, codes: { code: string }[]) {
    const id = `gid://shopify/DiscountRedeemCodeBulkCreation/${(this.#ids += 1)}`;
    const results = codes.map(({ code }) => {
      if (this.#owner(code) !== null) return { code, errors: [{ code: 'TAKEN', message: 'Code must be unique.' }] };
      if (code.includes(' ')) return { code, errors: [{ code: 'INVALID', message: 'Code is invalid.' }] };
      this.discounts.get(discountId)?.codes.set(code, this.#codeId());
      return { code, errors: [] };
    });
    this.#jobs.set(id, results);
    return { bulkCreation: { id, done: false }, userErrors: [] };
  }

  #node(code: string) {
    const id = this.#owner(code);
    return id === null ? null : { id, codeDiscount: { __typename: 'DiscountCodeBasic', title: this.discounts.get(id)?.title } };
  }

  #holder(code: string, search: string | null) {
    const id = this.#owner(code);
    const discount = id === null ? undefined : this.discounts.get(id);
    if (discount === undefined) return null;
    const nodes = [...discount.codes].map(([each, codeId]) => ({ id: codeId, code: each }));
    return {
      id,
      codeDiscount: {
        __typename: 'DiscountCodeBasic',
        title: discount.title,
        codesCount: { count: discount.codes.size },
        context: { __typename: discount.forCustomers ? 'DiscountCustomers' : 'DiscountBuyerSelectionAll' },
        codes: { nodes: search !== null && this.searchLags ? [] : nodes },
      },
    };
  }
}

import { describe, expect, test } from 'vitest';
import type { OrderSnapshot } from '#app/domain/order.ts';
import { translateWooCommerceOrder } from '#woo/translate-order.ts';
import { Books } from '#tests/domain/books.ts';
import { aCandidate, aProgram } from '#tests/builders.ts';
import { orderJson, refundsOf14, snapshot } from './messages.ts';

/** What each look at an order changes for Anna, in turn. */
function changes(books: Books, ...looks: OrderSnapshot[]): number[] {
  return looks.map((look) => {
    const before = net(books);
    books.settle(look);
    return net(books) - before;
  });
}

function net(books: Books): number {
  const { pending, available, held, debt } = books.balance();
  return pending + available + held - debt;
}

function at(order: Record<string, unknown>, minutes: number): Record<string, unknown> {
  return { ...order, date_modified_gmt: `2026-11-22T06:${String(minutes).padStart(2, '0')}:00` };
}

describe('what an order of WooCommerce is', () => {
  test('a paid order in a shop whose prices include tax', () => {
    const order = snapshot({ ...orderJson('order.updated.partial-refund'), status: 'processing', refunds: [] });
    expect(order).toMatchObject({
      ...{ orderId: '14', name: '#14', currency: 'EUR', channel: 'other', payment: 'paid', taxIncluded: true, deleted: false },
      customer: { customerId: '2', email: 'ana@example.test', firstName: 'Ana', lastName: 'Pérez' },
      shipping: { chargedMinor: 605, keptMinor: 605 },
      fees: { chargedMinor: 0, keptMinor: 0 },
      taxOnTop: { chargedMinor: 0, keptMinor: 0 },
      totalMinor: 6655,
      refundedMinor: 0,
    });
    expect(
      order.lines.map(({ lineId, productId, variantId, quantity, chargedMinor, keptMinor, taxMinor }) => [
        lineId,
        productId,
        variantId,
        quantity,
        chargedMinor,
        keptMinor,
        taxMinor,
      ]),
    ).toEqual([
      ['1', '12', null, 2, 4840, 4840, 840],
      ['2', '13', null, 1, 1210, 1210, 210],
    ]);
    expect(order.placedAt).toBe(Date.parse('2026-11-22T04:00:28Z'));
    expect(order.paidAt).toBe(Date.parse('2026-11-22T04:00:29Z'));
  });

  test('an erased person is nobody, and no new guest', () => {
    const order = orderJson('order.created.classic-checkout-guest') as { billing: object; meta_data: object[] };
    const erased = { ...order, billing: { ...order.billing, email: 'deleted@site.invalid' } };
    expect(snapshot(erased).customer).toBeNull();
    expect(snapshot({ ...order, meta_data: [{ id: 1, key: '_anonymized', value: 'yes' }] }).customer).toBeNull();
  });

  test('classic and block checkout, and a guest of each', () => {
    const classic = snapshot(orderJson('order.created.classic-checkout-guest'));
    const block = snapshot(orderJson('order.created.store-api-guest'));
    expect([classic.channel, block.channel]).toEqual(['web', 'web']);
    expect(classic.customer).toMatchObject({ customerId: null, email: 'classic@example.test' });
    expect(block.customer).toMatchObject({ customerId: null, email: 'store@example.test' });
  });

  test('a coupon is spread over its lines, tax and all', () => {
    const order = snapshot(orderJson('order.created.with-coupon'));
    expect(order.discountCodes).toEqual([{ code: 'loy-abc123', kind: 'amount', amountMinor: 500 }]);
    expect(order.lines[0]).toMatchObject({ chargedMinor: 1920, codeDiscounts: [{ code: 'loy-abc123', amountMinor: 500 }] });
  });

  test('two coupons share what was taken off a line as they stand to one another', () => {
    const json = orderJson('order.created.with-coupon');
    const coupon = (code: string, discount: string, tax: string) => ({
      code,
      discount,
      discount_tax: tax,
      discount_type: 'percent',
      free_shipping: false,
    });
    const order = snapshot({ ...json, coupon_lines: [coupon('a', '3.10', '0.65'), coupon('b', '1.03', '0.22')] });
    expect(order.lines[0]?.codeDiscounts).toEqual([
      { code: 'a', amountMinor: 375 },
      { code: 'b', amountMinor: 125 },
    ]);
  });

  test('net shops: tax stands on top', () => {
    const order = snapshot({ ...orderJson('order.created.with-coupon'), prices_include_tax: false });
    expect(order.lines[0]).toMatchObject({ chargedMinor: 1587, taxMinor: 333, codeDiscounts: [{ code: 'loy-abc123', amountMinor: 413 }] });
    expect(order.taxOnTop).toEqual({ chargedMinor: 333, keptMinor: 333 });
    expect(order.discountCodes[0]?.amountMinor).toBe(413);
  });

  test('amounts with more digits than coins are added before they are rounded', () => {
    const json = orderJson('order.created.with-coupon');
    const [line] = json.line_items as Record<string, unknown>[];
    const order = snapshot({ ...json, line_items: [{ ...line, total: '8.264500', total_tax: '1.735500' }] });
    expect(order.lines[0]?.chargedMinor).toBe(1000);
  });

  test('a shop that displays no cents, and a currency that has none', () => {
    const json = orderJson('order.created.with-coupon');
    expect(snapshot({ ...json, total: '67' }).totalMinor).toBe(6700);
    expect(snapshot({ ...json, currency: 'JPY', total: '1234.00' })).toMatchObject({ currency: 'JPY', totalMinor: 1234 });
  });

  test('status decides what is paid: cash on delivery has no date', () => {
    const json = orderJson('order.created.with-coupon');
    const payment = (parts: Record<string, unknown>) => snapshot({ ...json, ...parts }).payment;
    expect(payment({ status: 'processing', date_paid_gmt: null })).toBe('paid');
    expect(payment({ status: 'pending', date_paid_gmt: null })).toBe('unpaid');
    expect(payment({ status: 'on-hold', date_paid_gmt: null })).toBe('authorized');
    expect(payment({ status: 'failed', date_paid_gmt: null })).toBe('voided');
    expect(payment({ status: 'packed' })).toBe('paid');
    expect(payment({ status: 'packed', date_paid_gmt: null })).toBe('unpaid');
    expect(snapshot(orderJson('order.created.pending')).payment).toBe('unpaid');
  });

  test('cancelled, trashed, completed, empty, and the older storage', () => {
    const cancelled = snapshot(orderJson('order.updated.cancelled'));
    expect(cancelled).toMatchObject({ payment: 'voided', cancelledAt: cancelled.updatedAt });
    expect(snapshot({ ...orderJson('order.created.with-coupon'), status: 'trash' })).toMatchObject({ deleted: true, cancelledAt: null });
    expect(snapshot(orderJson('order.updated.completed')).fulfilment).toEqual({
      state: 'complete',
      lastAt: Date.parse('2026-11-22T04:01:54Z'),
    });
    expect(snapshot(orderJson('order.created.empty'))).toMatchObject({ totalMinor: 0, customer: null, payment: 'paid', lines: [] });
    expect(snapshot(orderJson('order.created.legacy-storage'))).toMatchObject({ orderId: '12', totalMinor: 2420 });
  });

  test('fees: positive ones stand apart, negative ones are a discount that is spread over the goods', () => {
    const json = { ...orderJson('order.updated.partial-refund'), status: 'processing', refunds: [] };
    const fee = (total: string, tax: string, id = 9) => ({ id, name: 'x', total, total_tax: tax });
    expect(snapshot({ ...json, fee_lines: [fee('2.00', '0.42')] }).fees).toEqual({ chargedMinor: 242, keptMinor: 242 });
    const reduced = snapshot({ ...json, fee_lines: [fee('-10.00', '0')] });
    expect(reduced.fees.chargedMinor).toBe(0);
    expect(reduced.lines.map(({ chargedMinor, keptMinor }) => [chargedMinor, keptMinor])).toEqual([
      [4040, 4040],
      [1010, 1010],
    ]);
  });

  test('products add what rules look at', () => {
    const product = { id: '12', type: 'simple', virtual: true, categories: [{ id: '7' }], tags: [{ name: 'hot' }] };
    const result = translateWooCommerceOrder(orderJson('order.created.with-coupon'), [], new Map([['12', product]]));
    expect(result.ok && result.value.lines[0]).toMatchObject({
      productType: 'simple',
      collections: ['7'],
      tags: ['hot'],
      requiresShipping: false,
    });
    expect(result.ok && result.value.fulfilment.state).toBe('none-needed');
  });

  test('a draft is no order, and what cannot be read is named without its value', () => {
    expect(translateWooCommerceOrder(orderJson('order.updated.checkout-draft'), [])).toMatchObject({ ok: false });
    expect(translateWooCommerceOrder({ ...orderJson('order.created.with-coupon'), total: 'lots' }, [])).toEqual({
      ok: false,
      refusal: { problem: 'total: not an amount' },
    });
  });
});

describe('refunds', () => {
  const paid = { ...orderJson('order.updated.partial-refund'), status: 'processing', created_via: 'checkout' };
  const [bag, goodwill, rest] = refundsOf14();

  test('a refund names lines, another one only money', () => {
    const order = snapshot(paid, [goodwill, bag]);
    expect(order).toMatchObject({ payment: 'partially-refunded', refundedMinor: 2920, refundedWithoutLinesMinor: 500, refundCount: 2 });
    expect(order.lines[0]).toMatchObject({ quantity: 2, keptQuantity: 1, chargedMinor: 4840, keptMinor: 2420 });
  });

  test('in net shops the tax of what came back is back too', () => {
    const order = snapshot({ ...paid, prices_include_tax: false }, [bag]);
    expect(order.lines[0]).toMatchObject({ chargedMinor: 4000, keptMinor: 2000 });
    expect(order.taxOnTop).toEqual({ chargedMinor: 1155, keptMinor: 735 });
    expect(order.refundedWithoutLinesMinor).toBe(0);
  });

  test('a restocking fee is no goodwill: the goods decide', () => {
    expect(snapshot(paid, [{ ...bag, amount: '20.00' }])).toMatchObject({
      refundedMinor: 2000,
      refundedWithoutLinesMinor: 0,
      lines: [{ keptMinor: 2420 }, {}],
    });
  });

  test('shipping given back', () => {
    const line = { quantity: 0, total: '-5.00', total_tax: '-1.05', meta_data: [{ key: '_refunded_item_id', value: '3' }] };
    const order = snapshot(paid, [{ id: 99, amount: '6.05', line_items: [], shipping_lines: [line], fee_lines: [] }]);
    expect(order).toMatchObject({ shipping: { chargedMinor: 605, keptMinor: 0 }, refundedWithoutLinesMinor: 0 });
  });

  test('refunded by status alone, and a refund that was deleted', () => {
    expect(snapshot({ ...paid, status: 'refunded' }, []).payment).toBe('refunded');
    expect(snapshot({ ...paid, status: 'refunded' }, [rest, goodwill, bag])).toMatchObject({ payment: 'refunded', refundedMinor: 6655 });
    const books = new Books(aProgram());
    expect(changes(books, snapshot(paid), snapshot(at(paid, 1), [bag]), snapshot(at(paid, 2), []))).toEqual([60, -24, 24]);
  });
});

describe('the test vectors of WooCommerce', () => {
  test('12: cancelled, re-opened and paid again; and the same in one look', () => {
    const json = { ...orderJson('order.created.with-coupon'), created_via: 'checkout' };
    const paid = snapshot(json);
    const cancelled = snapshot(at({ ...json, status: 'cancelled' }, 1));
    const again = snapshot(at(json, 2));
    const books = new Books(aProgram());
    expect(changes(books, paid, cancelled, again)).toEqual([19, -19, 19]);
    const collapsed = new Books(aProgram());
    expect(changes(collapsed, again)).toEqual([19]);
    expect(net(collapsed)).toBe(net(books));
  });

  test('19: tax in the prices, a bag back, goodwill, the rest by status', () => {
    const json = { ...orderJson('order.updated.partial-refund'), status: 'processing', created_via: 'store-api' };
    const [bag, goodwill, rest] = refundsOf14();
    const looks = [
      snapshot(json),
      snapshot(at(json, 1), [bag]),
      snapshot(at(json, 2), [bag, goodwill]),
      snapshot(at({ ...json, status: 'refunded' }, 3), [bag, goodwill, rest]),
    ];
    expect(changes(new Books(aProgram()), ...looks)).toEqual([60, -24, -4, -32]);
  });

  test('24: the order’s own currency, without a rate and with one, half of it refunded', () => {
    const line = {
      id: 1,
      name: 'Bag',
      product_id: 12,
      variation_id: 0,
      quantity: 2,
      subtotal: '1700.00',
      subtotal_tax: '0.00',
      total: '1700.00',
      total_tax: '0.00',
    };
    const money = { currency: 'ZAR', total: '1700.00', total_tax: '0.00', coupon_lines: [], line_items: [line] };
    const json = { ...orderJson('order.created.with-coupon'), created_via: 'checkout', ...money };
    const back = { ...line, id: 2, quantity: -1, total: '-850.00', meta_data: [{ key: '_refunded_item_id', value: 1 }] };
    const refund = { id: 50, amount: '850.00', line_items: [back], shipping_lines: [], fee_lines: [] };
    expect(snapshot(json)).toMatchObject({ currency: 'ZAR', totalMinor: 170_000 });
    const books = new Books(aProgram());
    const settle = (order: OrderSnapshot, currencyRate: string | null) => {
      const before = net(books);
      books.settle(order, { candidateContext: aCandidate({ currencyRate }) });
      return net(books) - before;
    };
    expect(settle(snapshot(json), null)).toBe(0);
    expect(settle(snapshot(json), '17.00')).toBe(100);
    expect(settle(snapshot(at(json, 1), [refund]), '25.00')).toBe(-50);
  });
});

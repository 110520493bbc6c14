import { describe, expect, it } from 'vitest';
import { translateShopifyOrder } from '#app/platforms/shopify/translate.ts';
import { channelOf } from '#app/platforms/shopify/order-channel.ts';
import { fetched, messageJson, messageText, pushed, translated } from './messages.ts';

const ORDERS = [
  'paid',
  'refunded-line',
  'presentment',
  'till',
  'goodwill',
  'company-cancelled',
  'renewal',
  'guest',
  'gift-card-paid',
  'edited-store-credit',
];

describe('an order of Shopify', () => {
  it.each(ORDERS)('gives the same snapshot pushed and fetched: %s', (name) => {
    // The till's staff member is the one fact that only the body carries.
    expect({ ...pushed(name), staffId: null }).toEqual(fetched(name));
  });

  it('states what each line was charged after all allotted discounts, and what of it was kept', () => {
    const order = pushed('refunded-line');
    expect(
      order.lines.map(({ chargedMinor, keptMinor, quantity, keptQuantity }) => ({ chargedMinor, keptMinor, quantity, keptQuantity })),
    ).toEqual([
      { chargedMinor: 4286, keptMinor: 4286, quantity: 1, keptQuantity: 1 },
      { chargedMinor: 1714, keptMinor: 0, quantity: 1, keptQuantity: 0 },
    ]);
    expect(order).toMatchObject({
      payment: 'partially-refunded',
      totalMinor: 6920,
      refundedMinor: 1834,
      refundedWithoutLinesMinor: 0,
      refundedToStoreCreditMinor: 0,
      refundCount: 1,
      shipping: { chargedMinor: 500, keptMinor: 500 },
      taxOnTop: { chargedMinor: 420, keptMinor: 300 },
      tags: ['gift wrap', 'VIP'],
      discountCodes: [{ code: 'AUTUMN10', kind: 'amount', amountMinor: 1000 }],
    });
    expect(order.lines[0]?.codeDiscounts).toEqual([{ code: 'AUTUMN10', amountMinor: 714 }]);
    // The cancelled shipment of a day later does not count.
    expect(order.fulfilment).toEqual({ state: 'complete', lastAt: Date.parse('2026-11-04T07:30:00Z') });
  });

  it('rounds what is kept of a line half up', () => {
    const body = messageJson('order-paid.body');
    const [line] = body['line_items'] as Record<string, unknown>[];
    // 3 × 10.00 − 24.00 allotted = 6.00; one unit back leaves 4.00. 3 × 0.35 − 0.04 = 1.01; two back leave 0.336… = 0.34.
    const withLine = (price: string, allotted: string, kept: number): number | undefined => {
      const money = (amount: string) => ({
        shop_money: { amount, currency_code: 'USD' },
        presentment_money: { amount, currency_code: 'USD' },
      });
      const changed = {
        ...line,
        quantity: 3,
        current_quantity: kept,
        price_set: money(price),
        discount_allocations: [{ amount: allotted, amount_set: money(allotted), discount_application_index: 0 }],
      };
      const message = translated('orders/updated', JSON.stringify({ ...body, line_items: [changed] }));
      return 'kind' in message && message.kind === 'order' ? message.snapshot.lines[0]?.keptMinor : undefined;
    };
    expect(withLine('10.00', '24.00', 2)).toBe(400);
    expect(withLine('0.35', '0.04', 1)).toBe(34);
    expect(withLine('0.35', '0.04', 0)).toBe(0);
  });

  it('counts in the shop’s currency, with tax inside and a free-shipping code', () => {
    expect(pushed('presentment')).toMatchObject({
      currency: 'EUR',
      taxIncluded: true,
      taxOnTop: { chargedMinor: 0, keptMinor: 0 },
      shipping: { chargedMinor: 0, keptMinor: 0 },
      fees: { chargedMinor: 400, keptMinor: 400 },
      totalMinor: 15736,
      discountCodes: [
        { code: 'WELCOME10', kind: 'percent', amountMinor: 1749 },
        { code: 'RUNG-SHIP-4K2M', kind: 'free-shipping', amountMinor: 1200 },
      ],
      lines: [
        { chargedMinor: 9000, taxMinor: 1437 },
        { chargedMinor: 6736, quantity: 3 },
      ],
    });
  });

  it('takes the tip for a fee, not for goods, and marks gift cards', () => {
    const order = pushed('till');
    expect(order).toMatchObject({
      channel: 'pos',
      locationId: '6601000000001',
      staffId: '9101000000001',
      fees: { chargedMinor: 200, keptMinor: 200 },
    });
    expect(order.lines.map(({ title, giftCard }) => ({ title, giftCard }))).toEqual([
      { title: 'Gift card', giftCard: true },
      { title: 'Espresso', giftCard: false },
    ]);
    expect(order.fulfilment.state).toBe('none-needed');
    expect(order.discountCodes).toEqual([]);
  });

  it('tells money that names no line from money that does', () => {
    expect(pushed('goodwill')).toMatchObject({ currency: 'JPY', totalMinor: 1234, refundedMinor: 500, refundedWithoutLinesMinor: 500 });
    // A restocking fee was kept back: the goods decide.
    expect(pushed('edited-store-credit')).toMatchObject({
      refundedMinor: 2500,
      refundedWithoutLinesMinor: 0,
      refundedToStoreCreditMinor: 2500,
    });
  });

  it('reads an edited order from what is left of each line', () => {
    expect(pushed('edited-store-credit').lines).toMatchObject([
      { quantity: 3, keptQuantity: 1, chargedMinor: 2400, keptMinor: 800 },
      { quantity: 1, keptQuantity: 0, chargedMinor: 3000, keptMinor: 0 },
    ]);
  });

  it('knows companies, drafts, tests, cancelled and unpaid orders', () => {
    expect(pushed('company-cancelled')).toMatchObject({
      channel: 'draft',
      company: true,
      test: true,
      payment: 'voided',
      paidAt: null,
      cancelledAt: Date.parse('2026-11-05T08:00:00Z'),
      tags: ['rung-skip'],
    });
  });

  it('knows renewals, and first orders by their selling plan', () => {
    expect(pushed('renewal')).toMatchObject({ channel: 'subscription', subscription: { renewal: true } });
    const first = translateShopifyOrder({ ...messageJson('order-renewal.node'), sourceName: 'web' });
    expect(first).toMatchObject({ ok: true, value: { channel: 'web', subscription: { renewal: false } } });
  });

  it('keeps a guest’s e-mail and names, and dates an imported order by when it happened', () => {
    expect(pushed('guest')).toMatchObject({
      customer: { customerId: null, email: 'pat@home.test', firstName: 'Pat', lastName: 'Kim' },
      placedAt: Date.parse('2026-02-01T15:00:00Z'),
      paidAt: Date.parse('2026-02-01T15:00:00Z'),
    });
  });

  it('has nobody as customer when Shopify names nobody', () => {
    const body = { ...messageJson('order-guest.body'), email: '', billing_address: null };
    for (const customer of [null, undefined, {}]) {
      const message = translated('orders/create', JSON.stringify({ ...body, customer }));
      expect(message).toMatchObject({ kind: 'order', snapshot: { customer: null } });
    }
  });

  it('asks for the order when its body cannot say how much was paid by gift card', () => {
    expect(pushed('gift-card-paid').paidByStoreCreditMinor).toBe(1200);
    expect(translated('orders/paid', messageText('order-gift-card-mixed.body'))).toEqual({
      kind: 'order-changed',
      orderId: '5101000000009',
    });
    expect(fetched('gift-card-mixed').paidByStoreCreditMinor).toBe(1500);
  });

  it('asks for the order when money was refunded in another currency', () => {
    const body = { ...messageJson('order-refunded-line.body'), presentment_currency: 'CAD' };
    expect(translated('orders/updated', JSON.stringify(body))).toEqual({ kind: 'order-changed', orderId: '5101000000001' });
  });

  it('counts a refund only when the money went back', () => {
    const body = messageJson('order-refunded-line.body');
    const [refund] = body['refunds'] as { transactions: { status: string }[] }[];
    refund!.transactions[0]!.status = 'pending';
    expect(translated('orders/updated', JSON.stringify(body))).toMatchObject({
      kind: 'order',
      snapshot: { refundedMinor: 0, refundedWithoutLinesMinor: 0 },
    });
  });

  it('reads shipping refunds of both forms', () => {
    const body = messageJson('order-refunded-line.body');
    const [refund] = body['refunds'] as Record<string, unknown>[];
    const money = (amount: string) => ({ shop_money: { amount, currency_code: 'USD' } });
    const withRefund = (fields: object) => {
      const transactions = [{ kind: 'refund', status: 'success', gateway: 'visa', amount: '23.34', currency: 'USD' }];
      const message = translated('orders/updated', JSON.stringify({ ...body, refunds: [{ ...refund, ...fields, transactions }] }));
      return 'kind' in message && message.kind === 'order' ? message.snapshot.refundedWithoutLinesMinor : null;
    };
    expect(withRefund({ refund_shipping_lines: [{ subtotal_amount_set: money('5.00') }] })).toBe(0);
    expect(
      withRefund({ order_adjustments: [{ kind: 'shipping_refund', amount_set: money('-5.00'), tax_amount_set: money('0.00') }] }),
    ).toBe(0);
    expect(withRefund({})).toBe(500);
  });

  it('knows disputes and risk of a fetched order', () => {
    const node = messageJson('order-paid.node');
    const disputed = (statuses: string[]) => {
      const order = translateShopifyOrder({ ...node, disputes: statuses.map((status) => ({ status })) });
      return order.ok ? order.value.dispute : null;
    };
    expect([
      disputed([]),
      disputed(['UNDER_REVIEW', 'WON']),
      disputed(['LOST', 'WON']),
      disputed(['WON']),
      disputed(['PREVENTED']),
    ]).toEqual(['none', 'open', 'lost', 'won', 'none']);
    expect(translateShopifyOrder({ ...node, risk: { recommendation: 'CANCEL' } })).toMatchObject({ value: { highRisk: true } });
  });

  it('carries product facts when they were asked for', () => {
    const node = messageJson('order-paid.node');
    const lines = node['lineItems'] as { nodes: { product: object }[] };
    Object.assign(lines.nodes[0]!.product, { productType: 'Scarves', tags: ['wool'] });
    const order = translateShopifyOrder(node, new Map([['7301000000001', ['2101000000001']]]));
    expect(order).toMatchObject({
      value: {
        lines: [
          { productType: 'Scarves', tags: ['wool'], collections: ['2101000000001'] },
          { tags: [], collections: [] },
        ],
      },
    });
  });

  it('runs without the names and e-mail that Shopify keeps from apps', () => {
    const order = translateShopifyOrder({
      ...messageJson('order-paid.node'),
      email: null,
      customer: { id: 'gid://shopify/Customer/6201000000001', firstName: null, lastName: null, defaultEmailAddress: null },
    });
    expect(order).toMatchObject({ value: { customer: { customerId: '6201000000001', email: null, firstName: null, lastName: null } } });
  });

  it('keeps ids exact that are too large for a number', () => {
    const body = messageText('order-paid.body')
      .replaceAll('5101000000001', '820982911946154508')
      .replaceAll('7301000000001', '788032119674292922');
    const withoutGid = body.replace('"admin_graphql_api_id": "gid://shopify/Order/820982911946154508",', '');
    expect(translated('orders/paid', withoutGid)).toMatchObject({
      kind: 'order',
      snapshot: { orderId: '820982911946154508', lines: [{ productId: '788032119674292922' }, {}] },
    });
  });

  it('says which field is missing, and nothing of the customer', () => {
    const { line_items: _gone, ...rest } = messageJson('order-paid.body');
    const problem = translated('orders/paid', JSON.stringify(rest));
    expect(problem).toEqual({ problem: expect.stringContaining('line_items') as string });
    expect(
      JSON.stringify(translated('orders/paid', JSON.stringify({ ...messageJson('order-paid.body'), updated_at: 'ana@shop.test' }))),
    ).not.toContain('ana@');
    expect(translated('orders/paid', JSON.stringify({ ...messageJson('order-paid.body'), financial_status: 'sold' }))).toEqual({
      problem: 'financial_status is sold, which is not known',
    });
  });
});

describe('the channel of an order', () => {
  it.each([
    ['web', 'web'],
    ['580111', 'web'],
    ['POS', 'pos'],
    ['129785', 'pos'],
    ['shopify_draft_order', 'draft'],
    ['subscription_contract', 'subscription'],
    ['subscription_contract_checkout_one', 'subscription'],
    ['amazon-us', 'marketplace'],
    ['constructor', 'other'],
    ['8765432', 'other'],
    [null, 'other'],
  ])('%s is %s', (source, channel) => {
    expect(channelOf(source)).toBe(channel);
  });
});

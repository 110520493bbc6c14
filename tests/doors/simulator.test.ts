import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunningSimulator } from '#tests/simulator/main.ts';
import { ADD_CODES, createDiscount, POLL_CODES, SHOP, useStand } from './simulator-stand.ts';

const stand = useStand();

describe('orders', () => {
  it('add up to the cent, whatever is bought, discounted, taken back and given back', () => {
    stand.sim.webhooks.configure({ muted: true });
    const line = fc.record({
      price: fc.integer({ min: 1, max: 99_999 }),
      quantity: fc.integer({ min: 1, max: 7 }),
      percent: fc.constantFrom('19', '7', '5.5', '0'),
    });
    const order = fc.record({
      lines: fc.array(line, { minLength: 1, maxLength: 5 }),
      shipping: fc.option(fc.integer({ min: 0, max: 2_000 })),
      tip: fc.option(fc.integer({ min: 1, max: 900 })),
      taxesIncluded: fc.boolean(),
      discount: fc.option(
        fc.oneof(
          fc.record({ amount: fc.integer({ min: 1, max: 30_000 }).map(text) }),
          fc.record({ percent: fc.constantFrom('10', '33', '100') }),
        ),
      ),
      steps: fc.array(
        fc.record({ kind: fc.constantFrom('lines', 'shipping', 'amount', 'edit'), pick: fc.nat(), units: fc.integer({ min: 1, max: 3 }) }),
        { maxLength: 8 },
      ),
      cancel: fc.boolean(),
    });
    fc.assert(
      fc.property(order, (input) => {
        const placed = stand.sim.desk.placeOrder({
          shop: SHOP,
          lines: input.lines.map((one, index) => ({
            title: `Thing ${index}`,
            price: text(one.price),
            quantity: one.quantity,
            taxPercent: one.percent,
          })),
          shipping: input.shipping === null ? null : { price: text(input.shipping) },
          taxesIncluded: input.taxesIncluded,
          ...(input.tip === null ? {} : { tip: text(input.tip) }),
          ...(input.discount === null ? {} : { discount: { title: 'Sale', ...input.discount } }),
        }).order;
        checkSums(placed);
        for (const step of input.steps) checkSums(takeStep(placed, step));
        if (input.cancel) {
          const cancelled = stand.sim.desk.cancelOrder({ shop: SHOP, orderId: placed.id });
          checkSums(cancelled);
          expect(minor(cancelled.current_total_price)).toBe(0);
          expect(sum(cancelled.refunds.flatMap((one) => one.transactions).map((one) => minor(one.amount)))).toBe(minor(placed.total_price));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('show the same money over GraphQL as in their messages', async () => {
    const { order } = stand.sim.desk.placeOrder({
      shop: SHOP,
      email: 'ada@example.com',
      lines: [
        { title: 'Beans', price: '9.99', quantity: 3 },
        { title: 'Cup', price: '16.01' },
      ],
      discount: { title: 'Sale', amount: '7.00' },
      shipping: { price: '4.90' },
    });
    stand.sim.desk.refund({ shop: SHOP, orderId: order.id, lines: [{ lineId: order.line_items[0]!.id, quantity: 1 }], amount: '10.00' });
    const { body } = await stand.ask(
      `query Look($id: ID!) { order(id: $id) {
      totalPriceSet { shopMoney { amount } } currentTotalPriceSet { shopMoney { amount } } totalRefundedSet { shopMoney { amount } }
      refundDiscrepancySet { shopMoney { amount } } displayFinancialStatus
      lineItems(first: 9) { nodes { quantity currentQuantity discountAllocations { allocatedAmountSet { shopMoney { amount } } } } }
      refunds(first: 9) { refundLineItems(first: 9) { nodes { subtotalSet { shopMoney { amount } } } } } } }`,
      { id: order.admin_graphql_api_id },
    );
    const now = stand.sim.desk.getOrder({ shop: SHOP, orderId: order.id });
    const seen = body.data!.order as Record<string, never>;
    expect(seen).toMatchObject({
      totalPriceSet: { shopMoney: { amount: now.total_price } },
      currentTotalPriceSet: { shopMoney: { amount: now.current_total_price } },
      totalRefundedSet: { shopMoney: { amount: '10.00' } },
      displayFinancialStatus: 'PARTIALLY_REFUNDED',
      lineItems: { nodes: now.line_items.map((line) => ({ quantity: line.quantity, currentQuantity: line.current_quantity })) },
      refunds: [
        {
          refundLineItems: {
            nodes: [{ subtotalSet: { shopMoney: { amount: now.refunds[0]!.refund_line_items[0]!.subtotal_set.shop_money.amount } } }],
          },
        },
      ],
    });
    // 3 × 9.99 and 16.01 are 45.98; of 7.00 off, 4.56 fall on the beans; one bag back is worth 8.47, so 10.00 are 1.53 in the customer's favour.
    expect(seen).toMatchObject({ refundDiscrepancySet: { shopMoney: { amount: '-1.53' } } });
    expect(now.refunds[0]!.order_adjustments).toMatchObject([{ kind: 'refund_discrepancy', amount: '-1.53' }]);
  });

  it('convert to the buyer’s currency and keep the shop’s as the truth', () => {
    const { order } = stand.sim.desk.placeOrder({
      shop: SHOP,
      lines: [{ title: 'Beans', price: '10.01' }],
      presentment: { currency: 'JPY', rate: 163.4 },
    });
    expect(order.total_price_set).toEqual({
      shop_money: { amount: '10.01', currency_code: 'EUR' },
      presentment_money: { amount: '1636', currency_code: 'JPY' },
    });
  });

  it('refuse what a shop cannot do, and change nothing then', () => {
    const { order } = stand.sim.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Beans', price: '10.00', quantity: 2 }] });
    const lineId = order.line_items[0]!.id;
    expect(() => stand.sim.desk.refund({ shop: SHOP, orderId: order.id, lines: [{ lineId, quantity: 3 }] })).toThrow(/only 2/);
    expect(() => stand.sim.desk.refund({ shop: SHOP, orderId: order.id, lines: [{ lineId, quantity: 1 }], amount: '20.01' })).toThrow(
      /only 20.00/,
    );
    expect(() => stand.sim.desk.markPaid({ shop: SHOP, orderId: order.id })).toThrow(/paid already/);
    expect(stand.sim.desk.getOrder({ shop: SHOP, orderId: order.id })).toEqual(order);
  });
});

describe('discount codes', () => {
  it('are honoured while they are active, free and meant for the customer, and their public counter lags', async () => {
    const ann = stand.sim.desk.createCustomer({ shop: SHOP, email: 'ann@example.com' });
    const bob = stand.sim.desk.createCustomer({ shop: SHOP, email: 'bob@example.com' });
    await createDiscount(stand, { code: 'ANN-5', usageLimit: 1, context: { customers: { add: [`gid://shopify/Customer/${ann.id}`] } } });
    const buy = (customerId: number, code = 'ann-5') =>
      stand.sim.desk.placeOrder({ shop: SHOP, customerId, lines: [{ title: 'Beans', price: '20.00' }], discountCodes: [code] });
    expect(buy(bob.id).refusedCodes).toEqual([{ code: 'ann-5', reason: 'for another customer' }]);
    expect(buy(bob.id, 'NONE').refusedCodes).toEqual([{ code: 'NONE', reason: 'unknown' }]);
    expect(buy(ann.id).order).toMatchObject({
      total_price: '15.00',
      discount_codes: [{ code: 'ANN-5', amount: '5.00', type: 'fixed_amount' }],
      discount_applications: [
        { type: 'discount_code', code: 'ANN-5', value: '5.00', value_type: 'fixed_amount', allocation_method: 'across' },
      ],
    });
    expect(buy(ann.id).refusedCodes).toEqual([{ code: 'ann-5', reason: 'used up' }]);
    const look = `query Look { codeDiscountNodeByCode(code: "ANN-5") { codeDiscount { ... on DiscountCodeBasic { asyncUsageCount } } } }`;
    expect((await stand.ask(look)).body.data).toMatchObject({ codeDiscountNodeByCode: { codeDiscount: { asyncUsageCount: 0 } } });
    stand.sim.discounts.configure({ usageLagMs: 0 });
    expect((await stand.ask(look)).body.data).toMatchObject({ codeDiscountNodeByCode: { codeDiscount: { asyncUsageCount: 1 } } });
  });

  it('respect their window, their minimum and who may combine', async () => {
    await createDiscount(stand, { code: 'LATER', startsAt: '2026-11-03T00:00:00Z', endsAt: '2026-11-04T00:00:00Z' });
    await createDiscount(stand, { code: 'BIG', minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: '50.00' } } });
    await createDiscount(stand, { code: 'SHY' });
    const reasons = (codes: string[]) =>
      stand.sim.desk
        .placeOrder({ shop: SHOP, lines: [{ title: 'Beans', price: '20.00' }], discountCodes: codes })
        .refusedCodes.map((one) => one.reason);
    expect(reasons(['LATER'])).toEqual(['not started']);
    expect(reasons(['BIG'])).toEqual(['minimum not reached']);
    stand.sim.clock.set({ to: '2026-11-03T12:00:00Z' });
    expect(reasons(['LATER'])).toEqual([]);
    expect(reasons(['LATER', 'SHY'])).toEqual(['does not combine']);
    stand.sim.clock.set({ to: '2026-11-05T12:00:00Z' });
    expect(reasons(['LATER'])).toEqual(['expired']);
  });

  it('are added in the background, and those that are taken or fail are named', async () => {
    const discountId = await createDiscount(stand, { code: 'FIRST' });
    await createDiscount(stand, { code: 'STRANGER' });
    stand.sim.discounts.configure({ asyncDelayMs: null });
    stand.sim.discounts.failCodes({ codes: ['UNLUCKY'] });
    const codes = ['NEW-1', 'stranger', 'UNLUCKY', 'NEW-2'].map((code) => ({ code }));
    const added = await stand.ask(ADD_CODES, { discountId, codes });
    const { id } = (added.body.data!.discountRedeemCodeBulkAdd as { bulkCreation: { id: string } }).bulkCreation;
    const poll = async () => (await stand.ask(POLL_CODES, { id })).body.data!.discountRedeemCodeBulkCreation;
    expect(await poll()).toMatchObject({ done: false, importedCount: 0 });
    expect(stand.sim.desk.checkCode({ shop: SHOP, code: 'NEW-1' }).usable).toBe(false);
    stand.sim.discounts.configure({ asyncDelayMs: 0 });
    expect(await poll()).toMatchObject({
      done: true,
      importedCount: 2,
      failedCount: 2,
      codes: {
        nodes: [
          { code: 'NEW-1', errors: [] },
          { code: 'stranger', errors: [{ code: 'TAKEN' }], discountRedeemCode: null },
          { code: 'UNLUCKY', errors: [{ code: 'INTERNAL_ERROR' }] },
          { code: 'NEW-2', errors: [] },
        ],
      },
    });
    expect(stand.sim.desk.checkCode({ shop: SHOP, code: 'new-2' }).usable).toBe(true);
  });

  it('are removed one by one, by a job', async () => {
    const discountId = await createDiscount(stand, { code: 'KEEP' });
    stand.sim.discounts.configure({ asyncDelayMs: 0 });
    await stand.ask(ADD_CODES, { discountId, codes: [{ code: 'GO' }] });
    const look = `query Look { codeDiscountNodeByCode(code: "GO") { codeDiscount { ... on DiscountCodeBasic { codes(first: 9) { nodes { id code } } } } } }`;
    const held = (await stand.ask(look)).body.data as {
      codeDiscountNodeByCode: { codeDiscount: { codes: { nodes: { id: string; code: string }[] } } };
    };
    const ids = held.codeDiscountNodeByCode.codeDiscount.codes.nodes.filter((one) => one.code === 'GO').map((one) => one.id);
    const removed = await stand.ask(
      'mutation Remove($d: ID!, $ids: [ID!]!) { discountCodeRedeemCodeBulkDelete(discountId: $d, ids: $ids) { job { id done } userErrors { message } } }',
      { d: discountId, ids },
    );
    const { job } = removed.body.data!.discountCodeRedeemCodeBulkDelete as { job: { id: string } };
    expect((await stand.ask('query Job($id: ID!) { job(id: $id) { done } }', { id: job.id })).body.data).toEqual({ job: { done: true } });
    expect(stand.sim.desk.checkCode({ shop: SHOP, code: 'GO' }).reason).toBe('unknown');
    expect(stand.sim.desk.checkCode({ shop: SHOP, code: 'KEEP' }).usable).toBe(true);
  });
});

type OrderPayload = ReturnType<RunningSimulator['desk']['getOrder']>;

/** One random change, as far as the order still allows it. */
function takeStep(placed: OrderPayload, step: { readonly kind: string; readonly pick: number; readonly units: number }): OrderPayload {
  const orderId = placed.id;
  const order = stand.sim.desk.getOrder({ shop: SHOP, orderId });
  const lines = order.line_items.filter((line) => line.current_quantity > 0);
  const line = lines[step.pick % Math.max(1, lines.length)];
  const left = sum(order.refunds.flatMap((one) => one.transactions).map((one) => -minor(one.amount))) + minor(placed.total_price);
  const some = line ? [{ lineId: line.id, quantity: Math.min(step.units, line.current_quantity) }] : [];
  if (step.kind === 'edit' && line)
    return stand.sim.desk.editOrder({ shop: SHOP, orderId, remove: some, add: [{ title: 'Extra', price: '3.33' }] });
  if (step.kind === 'shipping' && minor(order.current_shipping_price_set.shop_money.amount) > 0 && left > 0) {
    return stand.sim.desk.refund({ shop: SHOP, orderId, shipping: true }).order;
  }
  if (step.kind === 'amount' && left > 0)
    return stand.sim.desk.refund({ shop: SHOP, orderId, amount: text(Math.min(left, 1 + (step.pick % 500))) }).order;
  return step.kind === 'lines' && line ? stand.sim.desk.refund({ shop: SHOP, orderId, lines: some }).order : order;
}

/** The sums that every order must keep, whatever happened to it. */
function checkSums(order: OrderPayload): void {
  const goods = order.line_items.filter((line) => !('tip' in line));
  const [shipping] = order.shipping_lines;
  const lineDiscounts = sum(goods.flatMap((line) => line.discount_allocations.map((one) => minor(one.amount))));
  const gross = sum(goods.map((line) => minor(line.price) * line.quantity));
  expect(minor(order.total_line_items_price)).toBe(gross);
  expect(minor(order.total_discounts)).toBe(
    lineDiscounts + (shipping ? sum(shipping.discount_allocations.map((one) => minor(one.amount))) : 0),
  );
  expect(minor(order.subtotal_price)).toBe(gross - lineDiscounts);
  const onTop = order.taxes_included ? 0 : 1;
  const lineTaxes = sum(goods.flatMap((line) => line.tax_lines.map((tax) => minor(tax.price))));
  expect(minor(order.total_tax)).toBe(lineTaxes + (shipping ? sum(shipping.tax_lines.map((tax) => minor(tax.price))) : 0));
  expect(minor(order.total_tax)).toBe(sum(order.tax_lines.map((tax) => minor(tax.price))));
  const tip = minor(order.total_tip_received);
  expect(minor(order.total_price)).toBe(
    minor(order.subtotal_price) + (shipping ? minor(shipping.discounted_price) : 0) + onTop * minor(order.total_tax) + tip,
  );

  const kept = goods.map((line) => {
    const net = minor(line.price) * line.quantity - sum(line.discount_allocations.map((one) => minor(one.amount)));
    return Math.floor((2 * net * line.current_quantity + line.quantity) / (2 * line.quantity));
  });
  expect(minor(order.current_subtotal_price)).toBe(sum(kept));
  const refundLines = order.refunds.flatMap((one) => one.refund_line_items);
  for (const line of order.line_items) {
    const parts = refundLines.filter((one) => one.line_item_id === line.id);
    const net = minor(line.price) * line.quantity - sum(line.discount_allocations.map((one) => minor(one.amount)));
    const back = sum(parts.map((one) => minor(one.subtotal_set.shop_money.amount)));
    // All units refunded (none removed by an edit): the parts are the whole.
    if (sum(parts.map((one) => one.quantity)) === line.quantity) expect(back).toBe(net);
    expect(back).toBeLessThanOrEqual(net);
  }
  for (const refund of order.refunds) {
    const worth = sum(
      refund.refund_line_items.map((one) => minor(one.subtotal_set.shop_money.amount) + onTop * minor(one.total_tax_set.shop_money.amount)),
    );
    const shippingBack = sum(
      refund.refund_shipping_lines.map(
        (one) => minor(one.subtotal_amount_set.shop_money.amount) + onTop * minor(one.tax_amount_set.shop_money.amount),
      ),
    );
    const discrepancy = sum(refund.order_adjustments.filter((one) => one.kind === 'refund_discrepancy').map((one) => minor(one.amount)));
    expect(sum(refund.transactions.map((one) => minor(one.amount)))).toBe(worth + shippingBack - discrepancy);
  }
  const paid = order.payment_gateway_names.length > 0;
  const refunded = sum(order.refunds.flatMap((one) => one.transactions).map((one) => minor(one.amount)));
  if (paid && refunded === 0) expect(['paid', 'partially_paid']).toContain(order.financial_status);
  if (refunded > 0) expect(['partially_refunded', 'refunded']).toContain(order.financial_status);
}

function minor(amount: string): number {
  return Math.round(Number(amount) * 100);
}

function text(amount: number): string {
  return (amount / 100).toFixed(2);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

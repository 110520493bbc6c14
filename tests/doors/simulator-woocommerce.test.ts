import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectWooCommerce, startWooCommerce, type OrderPayload } from '#tests/simulator-woocommerce/main.ts';
import { differences, sample, useWooStand } from './simulator-woocommerce-stand.ts';

const stand = useWooStand();

const BEANS = { productId: 12 };
const MUG = { productId: 13 };

describe('orders', () => {
  it('add up to the cent, whatever is bought, discounted, edited and refunded', () => {
    const { desk } = stand.woo;
    const line = fc.record({
      price: fc.integer({ min: 1, max: 99_999 }),
      quantity: fc.integer({ min: 1, max: 7 }),
      percent: fc.constantFrom('21', '10', '5.5', '0'),
    });
    const order = fc.record({
      included: fc.boolean(),
      lines: fc.array(line, { minLength: 1, maxLength: 5 }),
      coupon: fc.option(
        fc.record({
          type: fc.constantFrom('percent', 'fixed_cart', 'fixed_product'),
          amount: fc.integer({ min: 1, max: 10_000 }),
          limit: fc.option(fc.integer({ min: 1, max: 4 })),
        }),
      ),
      shipping: fc.option(fc.integer({ min: 0, max: 2_000 })),
      fee: fc.option(fc.integer({ min: 1, max: 900 })),
      refunds: fc.array(
        fc.record({ kind: fc.constantFrom('line', 'amount', 'shipping'), pick: fc.nat(), units: fc.integer({ min: 1, max: 3 }) }),
        { maxLength: 6 },
      ),
      edit: fc.option(fc.integer({ min: 1, max: 9 })),
    });
    let number = 0;
    fc.assert(
      fc.property(order, (input) => {
        desk.configureSite({ pricesIncludeTax: input.included });
        number += 1;
        const code = `c${number}`;
        if (input.coupon) {
          const { type, amount, limit } = input.coupon;
          desk.createCoupon({ code, discount_type: type, amount: text(amount), limit_usage_to_x_items: limit });
        }
        let now = desk.placeOrder({
          lines: input.lines.map((one, at) => ({
            name: `Thing ${at}`,
            price: text(one.price),
            quantity: one.quantity,
            taxPercent: one.percent,
          })),
          shipping: input.shipping === null ? null : { total: text(input.shipping) },
          fees: input.fee === null ? [] : [{ name: 'Gift wrap', total: text(input.fee) }],
          coupons: input.coupon ? [code] : [],
        });
        checkSums(now);
        const whole = input.lines.reduce((sum, one) => sum + one.price * one.quantity, 0);
        const discount = minor(now.discount_total) + (input.included ? minor(now.discount_tax) : 0);
        if (input.coupon?.type === 'fixed_cart') expect(discount).toBe(Math.min(whole, input.coupon.amount));
        if (input.coupon?.type === 'percent' && input.coupon.limit === null) {
          expect(discount).toBe(Math.floor((whole * input.coupon.amount) / 10_000 + 0.4999));
        }
        if (input.included) {
          const items = sum(now.line_items.map((one) => minor(one.total) + minor(one.total_tax)));
          expect(items).toBe(whole - discount);
        }
        if (input.edit !== null) now = desk.editOrder({ id: now.id, lines: [{ lineId: now.line_items[0]!.id, quantity: input.edit }] });
        checkSums(now);
        for (const step of input.refunds) now = refundStep(now, step);
        if (sum(now.refunds.map((one) => -minor(one.total))) < minor(now.total)) {
          desk.refundFully({ orderId: now.id });
          now = desk.order({ id: now.id });
          expect(now.status).toBe('refunded');
        }
        checkSums(now);
        expect(sum(now.refunds.map((one) => minor(one.total))) + minor(now.total)).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('read as those of a real shop do', async () => {
    const { desk } = stand.woo;
    const account = desk.createCustomer({ email: 'ada@example.test' });
    desk.createCoupon({ code: 'five', amount: '5.00', discount_type: 'fixed_cart' });
    const shipping = { total: '5.00' };
    const cases: readonly (readonly [string, OrderPayload])[] = [
      [
        'order.created.classic-checkout-guest',
        desk.placeOrder({ lines: [BEANS], email: 'g@example.test', shipping, coupons: ['five'], paid: false }),
      ],
      [
        'order.created.store-api-guest',
        desk.placeOrder({ lines: [BEANS], email: 'g@example.test', via: 'store-api', shipping, paid: false }),
      ],
      ['order.updated.checkout-draft', desk.placeOrder({ lines: [BEANS], via: 'store-api', status: 'checkout-draft', shipping })],
      ['order.created.processing', desk.placeOrder({ lines: [BEANS], customerId: account.id, via: 'rest-api', shipping })],
      ['order.created.pending', desk.placeOrder({ lines: [MUG], customerId: account.id, status: 'pending', via: 'rest-api' })],
      ['order.created.on-hold', desk.placeOrder({ lines: [MUG], customerId: account.id, status: 'on-hold', via: 'store-api', shipping })],
      ['order.created.empty', desk.placeOrder({ lines: [], via: 'rest-api' })],
    ];
    for (const [name, ours] of cases) {
      const real = (await sample(name)).body as OrderPayload;
      expect(differences(real, ours), name).toEqual([]);
      const flags = ({ status, is_editable, needs_payment, needs_processing, date_paid }: OrderPayload) => [
        status,
        is_editable,
        needs_payment,
        needs_processing,
        date_paid !== null,
      ];
      expect(flags(ours), name).toEqual(flags(real));
    }
    const [, classic] = cases[0]!;
    const real = (await sample('order.created.classic-checkout-guest')).body as OrderPayload;
    const money = ({ total, total_tax, discount_total, discount_tax, shipping_tax, cart_tax }: OrderPayload) => ({
      total,
      total_tax,
      discount_total,
      discount_tax,
      shipping_tax,
      cart_tax,
    });
    expect(money(classic)).toEqual(money(real));
    expect(classic.line_items[0]).toMatchObject({ total: '15.87', total_tax: '3.33', subtotal: '20.00', price: 15.867769 });
    const [refunded] = [desk.placeOrder({ lines: [{ ...BEANS, quantity: 2 }, MUG], customerId: account.id, via: 'rest-api', shipping })];
    desk.refund({ orderId: refunded.id, lines: [{ lineId: refunded.line_items[0]!.id, quantity: 1 }], reason: 'one bag back' });
    const after = desk.order({ id: refunded.id });
    expect(after.refunds[0]).toMatchObject({ reason: 'one bag back', total: '-24.20' });
    expect(differences((await sample('order.updated.partial-refund')).body, after)).toEqual([]);
  });

  it('count a coupon’s uses at checkout and give them back on cancel, not on refund', () => {
    const { desk } = stand.woo;
    desk.createCoupon({ code: 'ONCE', amount: '5.00', usage_limit: 1, email_restrictions: ['Ada@example.test'] });
    expect(() => desk.placeOrder({ lines: [BEANS], coupons: ['once'] })).toThrow(/valid email at checkout/);
    expect(() => desk.placeOrder({ lines: [BEANS], coupons: ['once'], email: 'bob@example.test' })).toThrow(/valid email/);
    const order = desk.placeOrder({ lines: [BEANS], coupons: ['once'], email: 'ADA@example.test' });
    const uses = () => [desk.coupon({ code: 'once' }).usage_count, desk.coupon({ code: 'once' }).used_by];
    expect(uses()).toEqual([1, ['ada@example.test']]);
    expect(() => desk.placeOrder({ lines: [BEANS], coupons: ['once'], email: 'ada@example.test' })).toThrow(/Usage limit/);
    desk.cancel({ id: order.id });
    expect(uses()).toEqual([0, []]);
    desk.reopen({ id: order.id });
    desk.trash({ id: order.id });
    expect(uses()[0]).toBe(0);
    desk.restore({ id: order.id });
    desk.refundByStatus({ orderId: order.id });
    expect(uses()[0]).toBe(1);
    expect(desk.order({ id: order.id }).refunds).toMatchObject([{ reason: 'Order fully refunded.' }]);
    expect(desk.refunds({ orderId: order.id })[0]?.line_items).toEqual([]);
    desk.createCoupon({ code: 'late', amount: '1.00', date_expires: '2026-11-02T09:59:59' });
    expect(() => desk.placeOrder({ lines: [BEANS], coupons: ['late'] })).toThrow(/expired/);
    desk.createCoupon({ code: 'ever', amount: '1.00', ...{ date_expires_gmt: '2020-01-01T00:00:00' } });
    expect(desk.coupon({ code: 'ever' }).date_expires).toBeNull();
    expect(desk.previewCoupon({ code: 'ever', lines: [BEANS] })).toMatchObject({ valid: true, discount: '1.00' });
    desk.createCoupon({ code: 'ship', amount: '0', free_shipping: true });
    expect(desk.placeOrder({ lines: [BEANS], coupons: ['ship'], shipping: { total: '5.00' } })).toMatchObject({
      total: '24.20',
      shipping_total: '0.00',
    });
  });

  it('keep the shop’s decimals, its zone and the rules of payment', async () => {
    const { desk, clock } = stand.woo;
    const order = desk.placeOrder({ lines: [BEANS], paid: false });
    expect(order).toMatchObject({
      status: 'processing',
      date_paid: null,
      date_created: '2026-11-02T10:00:00',
      date_created_gmt: '2026-11-02T09:00:00',
    });
    clock.advance({ ms: 60_000 });
    expect(desk.complete({ id: order.id })).toMatchObject({ date_paid: '2026-11-02T10:01:00', date_completed: '2026-11-02T10:01:00' });
    desk.createProduct({ id: 90, name: 'File', price: '10.00', virtual: true });
    expect(desk.placeOrder({ lines: [{ productId: 90 }] }).status).toBe('completed');
    desk.configureSite({ decimals: 0, gmtOffset: 5.5 });
    expect(desk.order({ id: order.id })).toMatchObject({ total: '24', date_created: '2026-11-02T14:30:00' });
    const { body } = await stand.rest('GET', `/orders/${order.id}?dp=2`);
    expect((body as OrderPayload).line_items[0]?.total).toBe('20.00');
  });

  it('can be played with from another process', async () => {
    const other = await startWooCommerce({ site: { currency: 'PLN', pricesIncludeTax: false, taxPercent: '23' } });
    const remote = connectWooCommerce(other.url);
    const order = await remote.desk.placeOrder({ lines: [{ name: 'Kawa', price: '10.00' }] });
    expect(order).toMatchObject({ currency: 'PLN', total: '12.30', currency_symbol: 'zł' });
    await expect(remote.desk.pay({ id: order.id })).rejects.toThrow(/needs no payment/);
    await other.stop();
  });
});

function refundStep(order: OrderPayload, step: { readonly kind: string; readonly pick: number; readonly units: number }): OrderPayload {
  const { desk } = stand.woo;
  const left = minor(order.total) + sum(order.refunds.map((one) => minor(one.total)));
  if (left <= 0) return order;
  const line = order.line_items[step.pick % order.line_items.length]!;
  try {
    if (step.kind === 'amount') desk.refund({ orderId: order.id, amount: text(1 + (step.pick % left)) });
    else if (step.kind === 'line') desk.refund({ orderId: order.id, lines: [{ lineId: line.id, quantity: step.units }] });
    else desk.refund({ orderId: order.id, shipping: order.shipping_lines.map((one) => ({ lineId: one.id })) });
  } catch (error) {
    expect(String(error)).toContain('Invalid refund amount');
  }
  const after = desk.order({ id: order.id });
  for (const refund of desk.refunds({ orderId: order.id })) {
    const parts = [...refund.line_items, ...refund.shipping_lines, ...refund.fee_lines];
    const lines = sum(parts.map((part) => minor(part.total) + minor(part.total_tax)));
    if (parts.length > 0 && refund.meta_data[0]?.value === 'partial') expect(lines + minor(refund.amount)).toBe(0);
  }
  checkSums(after);
  return after;
}

function checkSums(order: OrderPayload): void {
  const lines = sum(order.line_items.map((line) => minor(line.total)));
  const before = sum(order.line_items.map((line) => minor(line.subtotal)));
  const lineTax = sum(order.line_items.map((line) => minor(line.total_tax)));
  const fees = sum(order.fee_lines.map((fee) => minor(fee.total)));
  const feeTax = sum(order.fee_lines.map((fee) => minor(fee.total_tax)));
  expect(minor(order.discount_total)).toBe(before - lines);
  expect(minor(order.cart_tax)).toBe(lineTax + feeTax);
  expect(minor(order.total_tax)).toBe(minor(order.cart_tax) + minor(order.shipping_tax));
  expect(sum(order.tax_lines.map((line) => minor(line.tax_total) + minor(line.shipping_tax_total)))).toBe(minor(order.total_tax));
  expect(minor(order.total)).toBe(lines + fees + minor(order.shipping_total) + minor(order.total_tax));
  for (const line of order.line_items) expect(minor(line.total)).toBeGreaterThanOrEqual(0);
}

function minor(amount: string): number {
  return Math.round(Number(amount) * 100) || 0; // never -0
}

function text(cents: number): string {
  return (cents / 100).toFixed(2);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

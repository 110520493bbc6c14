import { describe, expect, test } from 'vitest';
import { isDraftMessage } from '#woo/translate.ts';
import { verifyWooCommerceSignature } from '#woo/verify.ts';
import { SAMPLE_SECRET, sample, translated } from './messages.ts';

const SIGNED = [
  ...['order.created.pending', 'order.created.store-api-guest', 'order.created.with-coupon', 'order.updated.checkout-draft'],
  ...['order.updated.partial-refund', 'order.deleted.trash', 'customer.created', 'customer.updated.email-change', 'customer.deleted'],
];

describe('what a webhook means', () => {
  test('every message about an order only says that it must be fetched', () => {
    const { rawBody = '' } = sample('order.created.with-coupon');
    for (const topic of ['order.created', 'order.updated', 'order.restored'])
      expect(translated(topic, rawBody)).toEqual({ kind: 'order-changed', orderId: '29' });
    // Nothing dates it: by now the order may be out of the trash again.
    expect(translated('order.deleted', sample('order.deleted.trash').rawBody ?? '')).toEqual({ kind: 'order-changed', orderId: '34' });
  });

  test('a checkout that was merely opened is nothing', () => {
    const { rawBody = '' } = sample('order.updated.checkout-draft');
    expect(isDraftMessage('order.updated', rawBody)).toBe(true);
    expect(translated('order.updated', rawBody)).toMatchObject({ kind: 'ignored' });
    expect(isDraftMessage('order.updated', sample('order.created.pending').rawBody ?? '')).toBe(false);
    expect(isDraftMessage('customer.updated', '{"status":"checkout-draft"}')).toBe(false);
  });

  test('customers, and one that is gone', () => {
    expect(translated('customer.updated', sample('customer.updated.email-change').rawBody ?? '')).toEqual({
      kind: 'customer',
      customer: {
        customerId: '4',
        email: 'bob2@example.test',
        firstName: 'Bob',
        lastName: null,
        updatedAt: Date.parse('2026-11-22T04:04:29Z'),
      },
    });
    expect(translated('customer.deleted', sample('customer.deleted').rawBody ?? '')).toEqual({ kind: 'customer-deleted', customerId: '4' });
  });

  test('what was gone when the message was built, other topics, and nonsense', () => {
    const gone = JSON.stringify(sample('rest.error-404-order').body);
    expect(translated('order.updated', gone)).toMatchObject({ kind: 'ignored' });
    expect(translated('coupon.created', '{"id":1}')).toMatchObject({ kind: 'ignored' });
    expect(translated('order.updated', '[1]')).toEqual({ problem: 'the body is no JSON object' });
    expect(translated('order.updated', '{"id":"x"}')).toMatchObject({ problem: expect.stringContaining('id') as string });
  });
});

describe('the signature', () => {
  test.each(SIGNED)('of %s is right over its raw bytes, and over no others', (name) => {
    const { rawBody = '', headers } = sample(name);
    const signature = headers['x-wc-webhook-signature'];
    const raw = Buffer.from(rawBody, 'utf8');
    expect(verifyWooCommerceSignature(raw, signature, SAMPLE_SECRET)).toBe(true);
    expect(verifyWooCommerceSignature(raw, signature, 'another')).toBe(false);
    expect(verifyWooCommerceSignature(raw, undefined, SAMPLE_SECRET)).toBe(false);
    expect(verifyWooCommerceSignature(Buffer.from(`${rawBody} `), signature, SAMPLE_SECRET)).toBe(false);
    expect(verifyWooCommerceSignature(raw, 'AAAA', SAMPLE_SECRET)).toBe(false);
  });

  test('an empty secret opens nothing', () => {
    expect(verifyWooCommerceSignature(Buffer.from('{}'), 'AAAA', '')).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { messageJson, messageText, RECEIVED_AT, translated } from './messages.ts';

describe('messages that say too little', () => {
  it.each([
    ['refunds/create', 'refunds-create', '5101000000001'],
    ['orders/edited', 'orders-edited', '5101000000010'],
    ['orders/risk_assessment_changed', 'orders-risk_assessment_changed', '5101000000001'],
    ['disputes/create', 'disputes-create', '5101000000001'],
    ['disputes/update', 'disputes-create', '5101000000001'],
  ])('%s makes the order be fetched', (topic, name, orderId) => {
    expect(translated(topic, messageText(name))).toEqual({ kind: 'order-changed', orderId });
  });

  it('a dispute of no order changes nothing', () => {
    const body = JSON.stringify({ ...messageJson('disputes-create'), order_id: null });
    expect(translated('disputes/create', body)).toEqual({ kind: 'ignored', reason: 'the dispute belongs to no order' });
  });

  it('a refund without its order is a problem', () => {
    expect(translated('refunds/create', '{"id": 1}')).toEqual({ problem: 'there is no order_id in it' });
  });
});

describe('customers', () => {
  it('customers/create and update say who it is now', () => {
    const customer = {
      customerId: '6201000000001',
      email: 'ana@shop.test',
      firstName: 'Ana',
      lastName: 'Moreau',
      updatedAt: Date.parse('2026-11-03T09:00:05Z'),
    };
    expect(translated('customers/create', messageText('customers-create'))).toEqual({ kind: 'customer', customer });
    expect(translated('customers/update', messageText('customers-create'))).toEqual({ kind: 'customer', customer });
  });

  it('runs without the names and e-mail that Shopify keeps from apps', () => {
    expect(translated('customers/update', '{"id": 5}')).toEqual({
      kind: 'customer',
      customer: { customerId: '5', email: null, firstName: null, lastName: null, updatedAt: RECEIVED_AT },
    });
  });

  it('customers/delete names only the id', () => {
    expect(translated('customers/delete', messageText('customers-delete'))).toEqual({
      kind: 'customer-deleted',
      customerId: '6201000000001',
    });
  });

  it('only a completed merge is one, in whatever case', () => {
    const merged = {
      kind: 'customers-merged',
      keptId: '6201000000001',
      goneId: '6201000000009',
      jobId: '0d9c6b0e-64b1-4a33-8f0c-3a5b60a1e001',
    };
    expect(translated('customers/merge', messageText('customers-merge'))).toEqual({ ...merged, completed: true });
    const shouted = JSON.stringify({ ...messageJson('customers-merge'), status: 'COMPLETED' });
    expect(translated('customers/merge', shouted)).toEqual({ ...merged, completed: true });
    expect(translated('customers/merge', messageText('customers-merge-failed'))).toEqual({ ...merged, completed: false });
  });
});

describe('the app and the shop', () => {
  it('knows uninstallation and scopes', () => {
    expect(translated('app/uninstalled', messageText('app-uninstalled'))).toEqual({ kind: 'uninstalled' });
    expect(translated('app/scopes_update', messageText('app-scopes_update'))).toEqual({
      kind: 'scopes-changed',
      scopes: ['read_orders', 'read_all_orders'],
    });
  });

  it('knows the three messages of privacy law', () => {
    expect(translated('customers/data_request', messageText('customers-data_request'))).toEqual({
      kind: 'data-request',
      requestId: '9999001',
      customerId: '6201000000001',
      email: 'ana@shop.test',
      orderIds: ['5101000000001', '5101000000003'],
    });
    expect(translated('customers/redact', messageText('customers-redact'))).toEqual({
      kind: 'redact-customer',
      customerId: '6201000000001',
      email: 'ana@shop.test',
      orderIds: ['5101000000001'],
    });
    expect(translated('shop/redact', messageText('shop-redact'))).toEqual({ kind: 'redact-store' });
  });

  it('a deleted order is dated by when the message was sent', () => {
    expect(translated('orders/delete', messageText('orders-delete'))).toEqual({
      kind: 'order-deleted',
      orderId: '5101000000001',
      at: RECEIVED_AT,
    });
  });
});

describe('what is no use', () => {
  it('ignores topics it does not know', () => {
    expect(translated('bulk_operations/finish', '{}')).toEqual({ kind: 'ignored', reason: 'nothing is done on bulk_operations/finish' });
    expect(translated('constructor', '{}')).toMatchObject({ kind: 'ignored' });
  });

  it.each(['', 'null', '[]', '"text"', '{"id": 1'])('refuses a body that is no JSON object: %s', (body) => {
    expect(translated('orders/paid', body)).toEqual({ problem: 'the body is no JSON object' });
  });
});

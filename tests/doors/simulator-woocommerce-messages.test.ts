import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { differences, HOOK_SECRET, sample, useWooStand, type Seen } from './simulator-woocommerce-stand.ts';

const stand = useWooStand();

const BEANS = { productId: 12 };
const topics = (seen: readonly Seen[]) => seen.map((one) => one.headers['x-wc-webhook-topic']);

describe('messages', () => {
  it('are signed over their raw bytes and carry the headers of a real shop', async () => {
    await stand.subscribe('order.created');
    stand.woo.desk.placeOrder({ lines: [{ name: 'Bohnen für ö/ä', price: '10.00' }], email: 'guest@example.test' });
    await stand.woo.webhooks.allDelivered();
    const [message] = stand.app.seen;
    const real = await sample('order.created.guest');
    const own = (headers: object) =>
      Object.keys(headers)
        .filter((name) => name.startsWith('x-wc-'))
        .sort();
    expect(own(message!.headers)).toEqual(own(real.headers));
    expect(message!.headers).toMatchObject({ 'user-agent': real.headers['user-agent'], 'content-type': 'application/json' });
    expect(message!.headers['x-wc-webhook-source']).toBe(`${stand.woo.url}/`);
    expect(message!.headers['x-wc-webhook-signature']).toBe(
      createHmac('sha256', HOOK_SECRET).update(Buffer.from(message!.body)).digest('base64'),
    );
    expect(message!.body).toContain('Bohnen f\\u00fcr \\u00f6\\/\\u00e4');
    const body: unknown = JSON.parse(message!.body);
    expect(differences(real.body, body)).toEqual([]);
  });

  it('of customers and coupons have the fields of a real shop’s', async () => {
    await stand.subscribe('customer.created', 'customer.deleted', 'coupon.created');
    const { id } = stand.woo.desk.createCustomer({ email: 'ada@example.test', metaData: [{ key: 'k', value: '1' }] });
    stand.woo.desk.createCoupon({ code: 'a', amount: '5.00', meta_data: [{ key: 'k', value: '1' }] });
    await stand.woo.webhooks.allDelivered();
    stand.woo.desk.deleteCustomer({ id });
    await stand.woo.webhooks.allDelivered();
    expect(topics(stand.app.seen)).toEqual(['customer.created', 'coupon.created', 'customer.deleted']);
    for (const message of stand.app.seen) {
      const topic = String(message.headers['x-wc-webhook-topic']);
      expect(differences((await sample(topic)).body, JSON.parse(message.body)), topic).toEqual([]);
    }
  });

  it('are built when they are sent: changes before that collapse, and what is gone reads as an error', async () => {
    await stand.subscribe('order.created', 'order.updated');
    stand.woo.webhooks.hold();
    const order = stand.woo.desk.placeOrder({ lines: [BEANS], status: 'pending' });
    stand.woo.desk.pay({ id: order.id });
    stand.woo.desk.refund({ orderId: order.id, amount: '1.00' });
    const other = stand.woo.desk.placeOrder({ lines: [BEANS] });
    stand.woo.desk.remove({ id: other.id });
    stand.woo.webhooks.release();
    await stand.woo.webhooks.allDelivered();
    expect(stand.app.seen).toHaveLength(4);
    const bodies = stand.app.seen.map(
      (one) => JSON.parse(one.body) as { id?: number; status?: string; refunds?: unknown[]; data?: object },
    );
    expect(bodies.slice(0, 2)).toMatchObject([
      { id: order.id, status: 'processing', refunds: [{ total: '-1.00' }] },
      { id: order.id, status: 'processing' },
    ]);
    expect(bodies[2]).toEqual((await sample('rest.error-404-order')).body);
    const deliveries = stand.woo.webhooks.list({ topic: 'order.created' });
    expect(new Set(deliveries.map((one) => one.deliveryId)).size).toBe(1);
  });

  it('come in a block checkout’s own order, and not at all where WooCommerce is silent', async () => {
    await stand.subscribe('order.created', 'order.updated', 'order.deleted', 'order.restored', 'customer.created');
    const { desk, webhooks } = stand.woo;
    const sent = async (act: () => unknown) => {
      stand.app.seen.length = 0;
      act();
      await webhooks.allDelivered();
      return topics(stand.app.seen);
    };
    let id = 0;
    expect(await sent(() => (id = desk.placeOrder({ lines: [BEANS], via: 'store-api', status: 'checkout-draft' }).id))).toEqual([
      'order.updated',
    ]);
    expect(await sent(() => desk.editDraft({ id, email: 'ada@example.test', firstName: 'Ada' }))).toEqual(['order.updated']);
    expect(await sent(() => desk.submitDraft({ id, createAccount: true }))).toEqual(['customer.created', 'order.updated', 'order.created']);
    expect(desk.order({ id })).toMatchObject({ status: 'processing', billing: { email: 'ada@example.test' } });
    const refund = desk.refund({ orderId: id, amount: '2.00' });
    await webhooks.allDelivered();
    expect(await sent(() => desk.deleteRefund({ orderId: id, refundId: refund.id }))).toEqual([]);
    expect(await sent(() => desk.addNote({ id, note: 'hello' }))).toEqual([]);
    expect(await sent(() => desk.trash({ id }))).toEqual(['order.deleted']);
    expect(JSON.parse(stand.app.seen[0]!.body)).toEqual({ id });
    expect(await sent(() => desk.setStatus({ id, status: 'processing' }))).toEqual([]);
    expect(await sent(() => desk.silently({ method: 'cancel', input: { id } }))).toEqual([]);
    expect(await sent(() => desk.remove({ id }))).toEqual([]);
  });

  it('wait for the queue, double and get lost on demand', async () => {
    const { desk, webhooks } = stand.woo;
    await stand.subscribe('order.created');
    webhooks.configure({ delayMs: 60_000 });
    desk.placeOrder({ lines: [BEANS] });
    expect(webhooks.list({ state: 'waiting' })).toHaveLength(1);
    expect(webhooks.runQueue()).toEqual({ sent: 1 });
    await webhooks.allDelivered();
    webhooks.configure({ delayMs: 0, duplicateShare: 1 });
    desk.placeOrder({ lines: [BEANS] });
    await webhooks.allDelivered();
    expect(stand.app.seen).toHaveLength(3);
    expect(stand.app.seen[1]!.body).toBe(stand.app.seen[2]!.body);
    webhooks.configure({ duplicateShare: 0, dropShare: 1 });
    desk.placeOrder({ lines: [BEANS] });
    await webhooks.allDelivered();
    expect(webhooks.list().map((one) => one.state)).toEqual(['delivered', 'delivered', 'dropped']);
    webhooks.resend({ id: webhooks.list()[0]!.id });
    await webhooks.allDelivered();
    expect(stand.app.seen).toHaveLength(4);
    const forged = await webhooks.sendRaw({ topic: 'order.created', payload: { id: 1 }, secret: 'other' });
    expect(forged.status).toBe(200);
  });
});

describe('webhooks', () => {
  it('ping without a signature until one ping gets its 200', async () => {
    const { app, rest } = stand;
    app.answer = (_seen, response) => response.writeHead(500).end();
    const made = await rest('POST', '/webhooks', { topic: 'order.updated', delivery_url: `${app.url}/wh`, secret: 's', name: 'n' });
    expect(made.status).toBe(201);
    const { id } = made.body as { id: number };
    const real = await sample('ping');
    expect(app.seen[0]).toMatchObject({ body: `webhook_id=${id}`, headers: { 'content-type': real.headers['content-type'] } });
    expect(Object.keys(app.seen[0]!.headers).filter((name) => name.startsWith('x-wc-'))).toEqual([]);
    expect(differences(((await sample('rest.webhooks-list')).body as unknown[])[0], made.body)).toEqual([]);
    app.answer = (_seen, response) => response.end();
    await rest('PUT', `/webhooks/${id}`, { name: 'again' });
    await rest('PUT', `/webhooks/${id}`, { name: 'quiet now', secret: 'new' });
    expect(app.seen).toHaveLength(2);
    await rest('PUT', `/webhooks/${id}`, { delivery_url: `${app.url}/elsewhere` });
    expect(app.seen.at(-1)?.url).toBe('/elsewhere');
    expect((await rest('DELETE', `/webhooks/${id}`)).status).toBe(501);
    expect((await rest('DELETE', `/webhooks/${id}?force=true`)).status).toBe(200);
    expect((await rest('GET', `/webhooks/${id}`)).body).toMatchObject({ code: 'woocommerce_rest_shop_webhook_invalid_id' });
  });

  it('are switched off by the 7th failure in a row, never tried again, and stay frail after that', async () => {
    const { app, rest, woo } = stand;
    const [id] = await stand.subscribe('order.created');
    const place = async () => {
      woo.desk.placeOrder({ lines: [BEANS] });
      await woo.webhooks.allDelivered({ failedToo: true });
    };
    const answers = [303, 500, 429, 404, 307, 503];
    app.answer = (_seen, response) => response.writeHead(answers.shift() ?? 500).end();
    for (let count = 0; count < 6; count += 1) await place();
    expect(woo.webhooks.hooks()[0]).toMatchObject({ status: 'active', failureCount: 6 });
    await place();
    expect((await rest('GET', `/webhooks/${id!}`)).body).toMatchObject({ status: 'disabled' });
    await place();
    expect(app.seen).toHaveLength(7);
    await rest('PUT', `/webhooks/${id!}`, { status: 'active' });
    await place();
    expect(woo.webhooks.hooks()[0]).toMatchObject({ status: 'disabled', failureCount: 6 });
    await rest('PUT', `/webhooks/${id!}`, { status: 'active' });
    app.answer = (_seen, response) => response.writeHead(302, { Location: '/x' }).end();
    await place();
    expect(woo.webhooks.hooks()[0]).toMatchObject({ status: 'active', failureCount: 0 });
    await expect(woo.webhooks.allDelivered()).rejects.toThrow(/messages failed/);
  });

  it('of legacy storage tell of a coupon that never was, and forget refunds', async () => {
    const { desk, webhooks } = stand.woo;
    desk.configureSite({ hpos: false });
    await stand.subscribe('order.deleted', 'coupon.deleted', 'order.updated');
    const { id } = desk.placeOrder({ lines: [BEANS] });
    desk.refund({ orderId: id, amount: '2.00' });
    await webhooks.allDelivered();
    stand.app.seen.length = 0;
    await stand.rest('DELETE', `/orders/${id}`);
    await webhooks.allDelivered();
    await stand.rest('PUT', `/orders/${id}`, { status: 'processing' });
    await webhooks.allDelivered();
    expect(topics(stand.app.seen)).toEqual(['order.deleted', 'coupon.deleted', 'order.updated']);
    expect(JSON.parse(stand.app.seen[2]!.body)).toMatchObject({ id, refunds: [] });
  });
});

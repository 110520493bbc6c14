import { z } from 'zod';
import type { Instant } from '#app/domain/instant.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import type { PlatformMessage } from '#app/platforms/commerce-platform.ts';
import { plainId } from './gid.ts';
import { describeIssue, idField, parseBody, timeField } from './message-fields.ts';
import { readOrderBody } from './order-body.ts';
import { type NotTranslated, snapshotOf } from './order-facts.ts';
import { type CollectionsByProduct, readOrderNode } from './order-node.ts';

/** A webhook as it came in: Shopify's topic ("orders/paid") and the raw text of the body. */
export interface ShopifyMessage {
  readonly topic: string;
  readonly body: string;
  readonly triggeredAt: Instant | null;
  readonly receivedAt: Instant;
}

type Translation = Result<PlatformMessage, NotTranslated>;
type Translator = (body: unknown, message: ShopifyMessage) => Translation;

/**
 * Says what a webhook means. Unknown fields are ignored, needed ones are checked: the refusal names the field and holds no value of the message.
 * A message that says too little for settling (a refund, an edit, a dispute, a mixed payment) becomes 'order-changed'. Unused topics are 'ignored'.
 */
export function translateShopifyMessage(message: ShopifyMessage): Translation {
  const topic = message.topic.toLowerCase();
  const translate = TRANSLATORS.get(topic);
  if (translate === undefined) return accepted({ kind: 'ignored', reason: `nothing is done on ${topic.slice(0, 60)}` });
  const body = parseBody(message.body);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return refused({ problem: 'the body is no JSON object' });
  return translate(body, message);
}

/** Says what an order is that was fetched through GraphQL. `collections`: of its products, when they were asked for. */
export function translateShopifyOrder(node: unknown, collections?: CollectionsByProduct): Result<OrderSnapshot, NotTranslated> {
  const facts = readOrderNode(node, collections);
  return facts.ok ? snapshotOf(facts.value) : facts;
}

const order: Translator = (body) => {
  const reading = readOrderBody(body);
  if (!reading.ok) return reading;
  if (reading.value.kind === 'incomplete') return accepted({ kind: 'order-changed', orderId: reading.value.orderId });
  const snapshot = snapshotOf(reading.value.facts);
  return snapshot.ok ? accepted({ kind: 'order', snapshot: snapshot.value }) : snapshot;
};

const orderChanged = translator(
  z.union([
    z.object({ order_id: idField }).transform(({ order_id }) => order_id),
    z.object({ order_edit: z.object({ order_id: idField }) }).transform(({ order_edit }) => order_edit.order_id),
    z.object({ admin_graphql_api_order_id: z.string().min(1) }).transform((body) => body.admin_graphql_api_order_id),
  ]),
  (orderId) => ({ kind: 'order-changed', orderId: plainId(orderId) }),
  'there is no order_id in it',
);

/** A dispute of no order (a payout's, a test) changes nothing. */
const disputed: Translator = (body, message) => {
  const parsed = z.object({ order_id: z.null() }).safeParse(body);
  return parsed.success ? accepted({ kind: 'ignored', reason: 'the dispute belongs to no order' }) : orderChanged(body, message);
};

const orderDeleted = translator(z.object({ id: idField }), ({ id }, message) => ({
  kind: 'order-deleted',
  orderId: plainId(id),
  at: message.triggeredAt ?? message.receivedAt,
}));

const customerIds = z.object({ id: idField, admin_graphql_api_id: z.string().optional() });

const customer = translator(
  customerIds.extend({
    email: z.string().nullish(),
    first_name: z.string().nullish(),
    last_name: z.string().nullish(),
    updated_at: timeField.nullish(),
    created_at: timeField.nullish(),
  }),
  (body, message) => ({
    kind: 'customer',
    customer: {
      customerId: plainId(body.admin_graphql_api_id ?? body.id),
      email: filled(body.email),
      firstName: filled(body.first_name),
      lastName: filled(body.last_name),
      updatedAt: body.updated_at ?? body.created_at ?? message.triggeredAt ?? message.receivedAt,
    },
  }),
);

const customerDeleted = translator(customerIds, (body) => ({
  kind: 'customer-deleted',
  customerId: plainId(body.admin_graphql_api_id ?? body.id),
}));

/** Also sent for merges that failed; only "completed", in any case, is one. */
const customersMerged = translator(
  z.object({
    admin_graphql_api_customer_kept_id: z.string().min(1),
    admin_graphql_api_customer_deleted_id: z.string().nullish(),
    admin_graphql_api_job_id: z.string().nullish(),
    status: z.string(),
  }),
  (body) => {
    if (!body.admin_graphql_api_customer_deleted_id) return { kind: 'ignored', reason: 'the merge names no second customer' };
    return {
      kind: 'customers-merged',
      keptId: plainId(body.admin_graphql_api_customer_kept_id),
      goneId: plainId(body.admin_graphql_api_customer_deleted_id),
      completed: body.status.toLowerCase() === 'completed',
      jobId: body.admin_graphql_api_job_id == null ? null : plainId(body.admin_graphql_api_job_id),
    };
  },
);

const uninstalled: Translator = () => accepted({ kind: 'uninstalled' });

const scopesChanged = translator(z.object({ current: z.array(z.string()) }), ({ current }) => ({
  kind: 'scopes-changed',
  scopes: current,
}));

const person = z.object({ id: idField.nullish(), email: z.string().nullish() });

const dataRequest = translator(
  z.object({ customer: person.nullish(), orders_requested: z.array(idField).nullish(), data_request: z.object({ id: idField }) }),
  (body) => ({
    kind: 'data-request',
    requestId: body.data_request.id,
    customerId: body.customer?.id ?? null,
    email: filled(body.customer?.email),
    orderIds: body.orders_requested ?? [],
  }),
);

const redactCustomer = translator(z.object({ customer: person.nullish(), orders_to_redact: z.array(idField).nullish() }), (body) => ({
  kind: 'redact-customer',
  customerId: body.customer?.id ?? null,
  email: filled(body.customer?.email),
  orderIds: body.orders_to_redact ?? [],
}));

const redactStore: Translator = () => accepted({ kind: 'redact-store' });

const TRANSLATORS: ReadonlyMap<string, Translator> = new Map([
  ['orders/create', order],
  ['orders/paid', order],
  ['orders/updated', order],
  ['orders/cancelled', order],
  ['orders/fulfilled', order],
  ['orders/partially_fulfilled', order],
  ['orders/edited', orderChanged],
  ['orders/risk_assessment_changed', orderChanged],
  ['refunds/create', orderChanged],
  ['disputes/create', disputed],
  ['disputes/update', disputed],
  ['orders/delete', orderDeleted],
  ['customers/create', customer],
  ['customers/update', customer],
  ['customers/delete', customerDeleted],
  ['customers/merge', customersMerged],
  ['app/uninstalled', uninstalled],
  ['app/scopes_update', scopesChanged],
  ['customers/data_request', dataRequest],
  ['customers/redact', redactCustomer],
  ['shop/redact', redactStore],
]);

function translator<Schema extends z.ZodType>(
  schema: Schema,
  say: (body: z.output<Schema>, message: ShopifyMessage) => PlatformMessage,
  problem?: string,
): Translator {
  return (body, message) => {
    const parsed = schema.safeParse(body);
    return parsed.success ? accepted(say(parsed.data, message)) : refused({ problem: problem ?? describeIssue(parsed.error) });
  };
}

function filled(text: string | null | undefined): string | null {
  return text == null || text.trim() === '' ? null : text;
}

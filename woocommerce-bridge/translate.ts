import { z } from 'zod';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import type { MessageTranslator, PlatformMessage } from '#app/platforms/commerce-platform.ts';
import { describeIssue, filled, gmtField, idField, type NotTranslated } from './message-fields.ts';
import { isDraft } from './translate-order.ts';

type Received = Parameters<MessageTranslator>[0];
type Translation = Result<PlatformMessage, NotTranslated>;

/** The messages that Rung asks a site for. */
export const TOPICS = [
  'order.created',
  'order.updated',
  'order.deleted',
  'order.restored',
  'customer.created',
  'customer.updated',
  'customer.deleted',
] as const;

const order = z.object({ id: idField, status: z.string().optional() });
const customer = z.object({
  id: idField,
  email: z.string().nullish(),
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  date_modified_gmt: gmtField.nullish(),
});
/** What a site sends instead of an order that was gone when the message was built. */
const failure = z.object({ code: z.string(), data: z.unknown().optional() });

/**
 * Says what a webhook means. A body is built when it is delivered, several changes are one message, and nothing dates it: so an order's message only says that
 * the order must be fetched: also the one that it went into the trash, which may arrive after it came out again. Drafts, and bodies that hold an error instead of a thing, are ignored.
 */
export const translateWooCommerceMessage: MessageTranslator = (message) => {
  const topic = message.topic.toLowerCase();
  if (!(TOPICS as readonly string[]).includes(topic))
    return accepted({ kind: 'ignored', reason: `nothing is done on ${topic.slice(0, 60)}` });
  const body = parseBody(message.body);
  if (body === undefined) return refused({ problem: 'the body is no JSON object' });
  if (!('id' in body) && failure.safeParse(body).success)
    return accepted({ kind: 'ignored', reason: 'it was gone when the message was made' });
  return topic.startsWith('order.') ? translateOrder(body) : translateCustomer(topic, body, message);
};

/** True for a message about a checkout that somebody has merely opened: it is not even stored. */
export function isDraftMessage(topic: string, body: string): boolean {
  if (!topic.toLowerCase().startsWith('order.')) return false;
  const parsed = parseBody(body);
  return parsed !== undefined && 'status' in parsed && isDraft(parsed.status);
}

function translateOrder(body: object): Translation {
  const parsed = order.safeParse(body);
  if (!parsed.success) return refused({ problem: describeIssue(parsed.error) });
  const { id, status } = parsed.data;
  if (isDraft(status)) return accepted({ kind: 'ignored', reason: 'a draft is no order yet' });
  return accepted({ kind: 'order-changed', orderId: id });
}

function translateCustomer(topic: string, body: object, message: Received): Translation {
  const parsed = customer.safeParse(body);
  if (!parsed.success) return refused({ problem: describeIssue(parsed.error) });
  const { id, email, first_name, last_name, date_modified_gmt } = parsed.data;
  if (topic === 'customer.deleted') return accepted({ kind: 'customer-deleted', customerId: id });
  return accepted({
    kind: 'customer',
    customer: {
      customerId: id,
      email: filled(email),
      firstName: filled(first_name),
      lastName: filled(last_name),
      updatedAt: date_modified_gmt ?? message.receivedAt,
    },
  });
}

function parseBody(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

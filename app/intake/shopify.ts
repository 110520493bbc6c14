import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Instant, instantFromIso } from '#app/domain/instant.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import type { Log } from '#app/log.server.ts';
import { shopDomain } from '#app/platforms/shopify/shop-domain.ts';
import { verifyWebhookSignature } from '#app/platforms/shopify/verify.ts';
import type { ReceivedMessage } from '#app/services/services.ts';
import { answer, headerOf, readBody, readJsonObject, type Refusal, turnAway } from './raw-door.ts';

/** Shopify's bodies are some ten kilobytes; an order of hundreds of lines has one to two megabytes. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Shopify waits five seconds in all; storing needs its share. */
const BODY_LIMIT_MS = 4_000;
const COMPLIANCE_TOPICS: ReadonlySet<string> = new Set(['customers/data_request', 'customers/redact', 'shop/redact']);

export interface ShopifyIntakeOptions {
  /** The app's client secret; during a rotation the old one as well. */
  readonly secrets: readonly string[];
  /** Stores the message once; throws when it could not be stored. */
  readonly acceptMessage: (message: ReceivedMessage) => Promise<'stored' | 'duplicate' | 'unknown-store'>;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly maxBytes?: number;
  readonly bodyTimeoutMs?: number;
}

/**
 * The door for Shopify's webhooks, on bare node:http: POST /webhooks/shopify, and /webhooks/shopify/compliance for the three topics of privacy law. It reads the raw
 * body (bounded in size and time), checks the signature before it looks at anything else, has the message stored, and answers:
 * 200 stored, known already, or of a shop we do not know · 400 headers missing or not JSON · 401 not signed by Shopify · 408 too slow · 413 too large ·
 * 500 not stored (Shopify sends it again). Answers have no body; logs hold ids and reasons only.
 *
 * A shop we do not know: repeating would not make it known, and eight failures a message would only bury others. Nothing is lost: what was sent before a shop is
 * connected earns nothing, and connecting it reads its orders from then on.
 */
export function createShopifyIntake(options: ShopifyIntakeOptions): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    handle(options, request, response).catch((error: unknown) => {
      options.log.error({ err: error }, 'a webhook could not be handled');
      answer(response, 500);
    });
  };
}

async function handle(options: ShopifyIntakeOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const message = await receive(options, request);
  if (!message.ok) {
    const { status, reason } = message.refusal;
    options.log.warn({ status, reason, webhookId: headerOf(request, 'x-shopify-webhook-id')?.slice(0, 100) }, 'a webhook was turned away');
    turnAway(request, response, status);
    return;
  }
  const { platform, domain, topic, webhookId } = message.value;
  const ids = { platform, shop: domain, topic, webhookId };
  try {
    const outcome = await options.acceptMessage(message.value);
    if (outcome === 'unknown-store') options.log.warn({ ...ids, outcome }, 'a webhook of a shop that is not connected');
    answer(response, 200);
  } catch (error) {
    options.log.error({ ...ids, err: error }, 'a webhook could not be stored');
    answer(response, 500);
  }
}

async function receive(options: ShopifyIntakeOptions, request: IncomingMessage): Promise<Result<ReceivedMessage, Refusal>> {
  const door = doorOf(request);
  if (!door.ok) return door;
  const body = await readBody(request, { maxBytes: options.maxBytes ?? MAX_BYTES, timeoutMs: options.bodyTimeoutMs ?? BODY_LIMIT_MS });
  return body.ok ? readMessage(request, { raw: body.value, door: door.value, secrets: options.secrets }) : body;
}

type Door = 'webhooks' | 'compliance';

function doorOf(request: IncomingMessage): Result<Door, Refusal> {
  const path = request.url?.split('?', 1)[0];
  if (path !== '/webhooks/shopify' && path !== '/webhooks/shopify/compliance') return refused({ status: 404, reason: 'no such door' });
  if (request.method !== 'POST') return refused({ status: 405, reason: 'not a POST' });
  return accepted(path === '/webhooks/shopify' ? 'webhooks' : 'compliance');
}

/** Nothing of the message is looked at before its signature is known to be right. The headers are not signed: what the body says of them must agree. */
function readMessage(
  request: IncomingMessage,
  { raw, door, secrets }: { readonly raw: Buffer; readonly door: Door; readonly secrets: readonly string[] },
): Result<ReceivedMessage, Refusal> {
  const signature = headerOf(request, 'x-shopify-hmac-sha256');
  if (!verifyWebhookSignature(raw, signature, secrets)) return refused({ status: 401, reason: 'the signature is missing or wrong' });
  const domain = shopDomain(headerOf(request, 'x-shopify-shop-domain'));
  const topic = headerOf(request, 'x-shopify-topic')?.toLowerCase();
  const webhookId = headerOf(request, 'x-shopify-webhook-id');
  if (domain === null) return refused({ status: 400, reason: 'X-Shopify-Shop-Domain is missing or no shop' });
  if (topic === undefined || !/^[a-z_.]{1,60}\/[a-z_.]{1,60}$/.test(topic))
    return refused({ status: 400, reason: 'X-Shopify-Topic is missing or no topic' });
  if (webhookId === undefined || webhookId.length > 100)
    return refused({ status: 400, reason: 'X-Shopify-Webhook-Id is missing or too long' });
  if (COMPLIANCE_TOPICS.has(topic) !== (door === 'compliance'))
    return refused({ status: 400, reason: `${topic} does not come through this door` });
  const body = readText(raw);
  if (body === null) return refused({ status: 400, reason: 'the body is no JSON object in UTF-8' });
  if (body.shop !== null && body.shop !== domain)
    return refused({ status: 400, reason: 'the body belongs to another shop than the header says' });
  return accepted({
    platform: 'shopify',
    domain,
    topic,
    webhookId,
    eventId: headerOf(request, 'x-shopify-event-id') ?? null,
    triggeredAt: timeOf(headerOf(request, 'x-shopify-triggered-at')),
    apiVersion: headerOf(request, 'x-shopify-api-version') ?? null,
    body: body.text,
  });
}

function readText(
  raw: Buffer,
): { readonly text: string; /** The shop the body itself names, if it does. */ readonly shop: string | null } | null {
  const body = readJsonObject(raw);
  if (body === null) return null;
  const { text, value } = body;
  const named = 'shop_domain' in value ? value.shop_domain : 'myshopify_domain' in value ? value.myshopify_domain : null;
  return { text, shop: typeof named === 'string' ? shopDomain(named) : null };
}

function timeOf(text: string | undefined): Instant | null {
  try {
    return text === undefined ? null : instantFromIso(text);
  } catch {
    return null;
  }
}

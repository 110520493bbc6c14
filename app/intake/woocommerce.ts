import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import type { Log } from '#app/log.server.ts';
import type { WooCommerceDoor } from '#app/services/connect-woocommerce.ts';
import type { ReceivedMessage } from '#app/services/services.ts';
import { answer, headerOf, readBody, readJsonObject, type Refusal, turnAway } from './raw-door.ts';

/** An order of hundreds of lines has one to two megabytes. */
const MAX_BYTES = 4 * 1024 * 1024;
/** A site waits up to a minute, and its whole queue waits with it. */
const BODY_LIMIT_MS = 10_000;
const DOOR = /^\/webhooks\/woocommerce\/([A-Za-z0-9_-]{32,64})$/;

export interface WooCommerceIntakeOptions extends WooCommerceDoor {
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly now?: () => number;
  readonly maxBytes?: number;
  readonly bodyTimeoutMs?: number;
}

/**
 * The door for the webhooks of WooCommerce sites, on bare node:http: POST /webhooks/woocommerce/<the store's token>. It reads the raw body (bounded in size and time),
 * checks it against the store's own secret before it looks at anything else, has it stored, and answers:
 * 200 stored, known already, a draft, or the ping · 400 headers missing or not JSON · 401 not signed by this site · 404 no such door · 408 too slow · 413 too large ·
 * 500 not stored. Answers have no body; logs hold ids and reasons only.
 *
 * The ping comes unsigned while the webhook is made, before its maker knows its id, so it is answered for every token and does nothing. A site sends nothing twice and
 * switches a webhook off after seven failures: what is refused here for good must be forged or of a connection that was ended.
 */
export function createWooCommerceIntake(options: WooCommerceIntakeOptions): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    handle(options, request, response).catch((error: unknown) => {
      options.log.error({ err: error }, 'a webhook could not be handled');
      answer(response, 500);
    });
  };
}

/** A message to store, or one that is answered and forgotten. */
type Reception = Result<ReceivedMessage | 'ping' | 'draft', Refusal>;

async function handle(options: WooCommerceIntakeOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const received = await receive(options, request);
  if (!received.ok) {
    const { status, reason } = received.refusal;
    options.log.warn({ status, reason, webhookId: headerOf(request, 'x-wc-webhook-id')?.slice(0, 20) }, 'a webhook was turned away');
    turnAway(request, response, status);
    return;
  }
  if (typeof received.value === 'string') {
    answer(response, 200);
    return;
  }
  const { platform, domain, topic } = received.value;
  try {
    const outcome = await options.acceptMessage(received.value);
    if (outcome === 'unknown-store') options.log.warn({ platform, domain, topic, outcome }, 'a webhook of a site that is not connected');
    answer(response, 200);
  } catch (error) {
    options.log.error({ platform, domain, topic, err: error }, 'a webhook could not be stored');
    answer(response, 500);
  }
}

async function receive(options: WooCommerceIntakeOptions, request: IncomingMessage): Promise<Reception> {
  const doorToken = DOOR.exec(request.url?.split('?', 1)[0] ?? '')?.[1];
  if (doorToken === undefined) return refused({ status: 404, reason: 'no such door' });
  if (request.method !== 'POST') return refused({ status: 405, reason: 'not a POST' });
  const body = await readBody(request, { maxBytes: options.maxBytes ?? MAX_BYTES, timeoutMs: options.bodyTimeoutMs ?? BODY_LIMIT_MS });
  if (!body.ok) return body;
  if (isPing(request, body.value)) return accepted('ping');
  const door = await options.findDoor(doorToken);
  if (door === null) return refused({ status: 404, reason: 'no store has this door' });
  if (!options.verify(body.value, headerOf(request, 'x-wc-webhook-signature'), door.secret))
    return refused({ status: 401, reason: 'the signature is missing or wrong' });
  return readMessage(options, request, { raw: body.value, domain: door.domain });
}

function isPing(request: IncomingMessage, raw: Buffer): boolean {
  return raw.length < 64 && headerOf(request, 'x-wc-webhook-signature') === undefined && /^webhook_id=\d+$/.test(raw.toString('latin1'));
}

function readMessage(
  options: WooCommerceIntakeOptions,
  request: IncomingMessage,
  { raw, domain }: { readonly raw: Buffer; readonly domain: string },
): Reception {
  const topic = headerOf(request, 'x-wc-webhook-topic')?.toLowerCase();
  const hookId = headerOf(request, 'x-wc-webhook-id');
  if (topic === undefined || !/^[a-z_]{1,30}\.[a-z0-9_]{1,80}$/.test(topic))
    return refused({ status: 400, reason: 'X-WC-Webhook-Topic is missing or no topic' });
  if (hookId === undefined || !/^\d{1,20}$/.test(hookId))
    return refused({ status: 400, reason: 'X-WC-Webhook-ID is missing or no number' });
  const body = readJsonObject(raw);
  if (body === null) return refused({ status: 400, reason: 'the body is no JSON object in UTF-8' });
  if (options.isDraft(topic, body.text)) return accepted('draft');
  return accepted({
    platform: 'woocommerce',
    domain,
    topic,
    webhookId: dedupeKeyOf(raw, hookId, (options.now ?? Date.now)()),
    eventId: headerOf(request, 'x-wc-webhook-delivery-id')?.slice(0, 100) ?? null,
    triggeredAt: null,
    apiVersion: null,
    body: body.text,
  });
}

/**
 * The delivery id is the same for all that a webhook sends in one second, and the same order may be sent again later for a good reason: so a delivery is known by its
 * webhook, its bytes and the second it came in. One that comes twice otherwise costs a look at the order and changes nothing.
 */
function dedupeKeyOf(raw: Buffer, hookId: string, now: number): string {
  return createHash('sha256')
    .update(`${hookId}\n${Math.floor(now / 1000)}\n`)
    .update(raw)
    .digest('base64url');
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Instant } from '#app/domain/instant.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import type { PlatformMessage } from '#app/platforms/commerce-platform.ts';
import { translateShopifyMessage, translateShopifyOrder } from '#app/platforms/shopify/translate.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../fixtures/shopify-messages');

export const RECEIVED_AT: Instant = Date.parse('2026-11-23T09:00:00Z');

/** The text of a sample message ("order-paid.body"). */
export function messageText(name: string): string {
  return readFileSync(path.join(FOLDER, `${name}.json`), 'utf8');
}

/** A sample message, to be changed before it is used. */
export function messageJson(name: string): Record<string, unknown> {
  return JSON.parse(messageText(name)) as Record<string, unknown>;
}

/** What a message means, or the problem as text. */
export function translated(topic: string, body: string): PlatformMessage | { readonly problem: string } {
  const result = translateShopifyMessage({ topic, body, triggeredAt: null, receivedAt: RECEIVED_AT });
  return result.ok ? result.value : result.refusal;
}

/** The snapshot that a pushed sample gives; fails the test when it gives none. */
export function pushed(name: string): OrderSnapshot {
  const message = translated('orders/updated', messageText(`order-${name}.body`));
  if ('kind' in message && message.kind === 'order') return message.snapshot;
  throw new Error(`${name} is no order: ${JSON.stringify(message)}`);
}

/** The snapshot that the same order gives when it is fetched. */
export function fetched(name: string): OrderSnapshot {
  const result = translateShopifyOrder(messageJson(`order-${name}.node`));
  if (result.ok) return result.value;
  throw new Error(`${name} cannot be read: ${result.refusal.problem}`);
}

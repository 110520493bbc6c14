import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Instant } from '#app/domain/instant.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import type { PlatformMessage } from '#app/platforms/commerce-platform.ts';
import { translateWooCommerceMessage } from '#woo/translate.ts';
import { translateWooCommerceOrder } from '#woo/translate-order.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../woocommerce-bridge/contract');

const RECEIVED_AT: Instant = Date.parse('2026-11-23T09:00:00Z');
/** The secret with which every sample was signed. */
export const SAMPLE_SECRET = 'whsec-local-only';

export interface Sample {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody?: string;
  readonly body?: unknown;
}

export function sample(name: string): Sample {
  return JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')) as Sample;
}

/** The order of a sample, to be changed before it is used. */
export function orderJson(name: string): Record<string, unknown> {
  return JSON.parse(sample(name).rawBody ?? '') as Record<string, unknown>;
}

/** The refunds of order 14: one bag, 5.00 of goodwill, and the rest; in this order. */
export function refundsOf14(): Record<string, unknown>[] {
  return (sample('rest.order-refunds').body as Record<string, unknown>[]).toReversed();
}

/** The snapshot of an order; fails the test when it gives none. */
export function snapshot(order: Record<string, unknown>, refunds: readonly unknown[] = []): OrderSnapshot {
  const result = translateWooCommerceOrder(order, refunds);
  if (result.ok) return result.value;
  throw new Error(`the order cannot be read: ${result.refusal.problem}`);
}

/** What a message means, or the problem as text. */
export function translated(topic: string, body: string): PlatformMessage | { readonly problem: string } {
  const result = translateWooCommerceMessage({ topic, body, triggeredAt: null, receivedAt: RECEIVED_AT });
  return result.ok ? result.value : result.refusal;
}

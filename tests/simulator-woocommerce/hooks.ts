import { randomBytes } from 'node:crypto';
import { gmtTime, localTime } from './local-time.ts';
import { resourceLinks } from './links.ts';
import type { Hook, Site } from './site-state.ts';

const RESOURCES = ['coupon', 'customer', 'order', 'product'];
const EVENTS = ['created', 'updated', 'deleted', 'restored'];

/** The topics that WooCommerce takes. */
export function isTopic(topic: string): boolean {
  const [resource = '', event = '', ...more] = topic.split('.');
  if (resource === 'action') return more.length === 0 && /^(woocommerce|wc)_/.test(event);
  return RESOURCES.includes(resource) && EVENTS.includes(event) && more.length === 0;
}

export interface HookBody {
  readonly name?: string;
  readonly status?: string;
  readonly topic?: string;
  readonly delivery_url?: string;
  readonly secret?: string;
}

/** A new webhook; without a secret nobody can learn the one it gets. */
export function newHook(site: Site, body: HookBody): Hook {
  const now = site.clock.now();
  const id = site.next('hook');
  const hook: Hook = {
    id,
    name: body.name ?? `Webhook created on ${new Date(now).toDateString()}`,
    status: statusOf(body.status) ?? 'active',
    topic: body.topic ?? '',
    deliveryUrl: body.delivery_url ?? '',
    secret: body.secret === undefined || body.secret === '' ? randomBytes(25).toString('hex') : body.secret,
    createdAt: now,
    modifiedAt: now,
    failureCount: 0,
    pendingPing: true,
  };
  site.hooks.set(id, hook);
  return hook;
}

/** Changes a webhook. Another address owes a ping; a new status does not forget earlier failures. */
export function changeHook(site: Site, hook: Hook, body: HookBody): void {
  if (body.name !== undefined) hook.name = body.name;
  if (body.topic !== undefined) hook.topic = body.topic;
  if (body.secret !== undefined && body.secret !== '') hook.secret = body.secret;
  hook.status = statusOf(body.status) ?? hook.status;
  if (body.delivery_url !== undefined && body.delivery_url !== hook.deliveryUrl) {
    hook.deliveryUrl = body.delivery_url;
    hook.pendingPing = true;
  }
  hook.modifiedAt = site.clock.now();
}

/** A known status, or undefined. */
export function statusOf(text: string | undefined): Hook['status'] | undefined {
  return text === 'active' || text === 'paused' || text === 'disabled' ? text : undefined;
}

/** A webhook as REST shows it: never with its secret. */
export function hookPayload(site: Site, hook: Hook) {
  const [resource = '', event = ''] = hook.topic.split('.');
  return {
    id: hook.id,
    name: hook.name,
    status: hook.status,
    topic: hook.topic,
    resource,
    event,
    hooks: actionsOf(resource, event),
    delivery_url: hook.deliveryUrl,
    date_created: localTime(hook.createdAt, site.settings),
    date_created_gmt: gmtTime(hook.createdAt),
    date_modified: localTime(hook.modifiedAt, site.settings),
    date_modified_gmt: gmtTime(hook.modifiedAt),
    _links: resourceLinks(site, 'webhooks', hook.id),
  };
}

function actionsOf(resource: string, event: string): string[] {
  if (resource === 'action') return [event];
  const word = { created: 'new', updated: 'update', deleted: 'trash', restored: 'untrash' }[event] ?? event;
  if (resource === 'coupon' && (event === 'created' || event === 'updated'))
    return ['woocommerce_process_shop_coupon_meta', `woocommerce_${word}_coupon`];
  return [`woocommerce_${word}_${resource}`];
}

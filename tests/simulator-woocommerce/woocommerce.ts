import { createShopClock } from '#tests/simulator/clock.ts';
import { CallLog } from './call-log.ts';
import { createDesk, stockShelves } from './desk.ts';
import { FaultBook } from './faults.ts';
import { required } from '#tests/simulator/refusal.ts';
import { createKey } from './key-desk.ts';
import type { Doors } from './rest/endpoint.ts';
import { createSite, type Hook, type Site, type SiteInput } from './site-state.ts';
import { WebhookQueue } from './webhooks.ts';

export interface WooCommerceOptions {
  /** 0 or nothing: any free port. */
  readonly port?: number;
  /** Loopback only. */
  readonly host?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** What the site calls itself in links and headers, when it stands behind something. */
  readonly publicUrl?: string;
  /** The shop's clock stands there; without it, real time. */
  readonly now?: string | number;
  readonly consumerKey?: string;
  readonly consumerSecret?: string;
  readonly site?: SiteInput;
}

/** The site without its doors: everything a test or a person can do, grouped by what it is about. */
export function createWooCommerce(options: WooCommerceOptions) {
  const webhooks = new WebhookQueue(() => site);
  const clock = createShopClock(() => Date.now(), options.now);
  const site = createSite(options.site ?? {}, clock, (events) => webhooks.tell(events));
  if (options.site?.catalog !== false) stockShelves(site);
  const { consumerKey, consumerSecret } = options;
  const key = createKey(site, {
    description: 'first key',
    ...(consumerKey === undefined ? {} : { consumerKey }),
    ...(consumerSecret === undefined ? {} : { consumerSecret }),
  });
  const faults = new FaultBook();
  const calls = new CallLog();
  const { configure, list, allDelivered, hold, release, runQueue, resend, body, build, sendRaw, clear } = webhooks;
  const doors: Doors = { site, webhooks, faults, calls };
  return {
    doors,
    key,
    groups: {
      desk: createDesk(site, webhooks),
      webhooks: { configure, list, allDelivered, hold, release, runQueue, resend, body, build, sendRaw, clear, ...hookTools(site) },
      faults: { add: faults.add, list: faults.list, clear: faults.clear },
      calls: { list: calls.list, clear: calls.clear },
      clock: {
        now: (_input: object = {}) => clock.now(),
        set: clock.set,
        advance: clock.advance,
        follow: clock.follow,
        freeze: clock.freeze,
      },
    },
  };
}

export type WooCommerce = ReturnType<typeof createWooCommerce>;
export type ControlGroups = WooCommerce['groups'];

/** What a merchant sees and does on WooCommerce → Settings → Advanced → Webhooks. */
function hookTools(site: Site) {
  const found = (id: number): Hook => required(site.hooks.get(id), `there is no webhook ${id}`);
  return {
    hooks: (_input: object = {}) =>
      [...site.hooks.values()].map((hook) => ({
        id: hook.id,
        name: hook.name,
        status: hook.status,
        topic: hook.topic,
        deliveryUrl: hook.deliveryUrl,
        failureCount: hook.failureCount,
        pendingPing: hook.pendingPing,
      })),
    setStatus: ({ id, status }: { readonly id: number; readonly status: Hook['status'] }) => {
      found(id).status = status;
      return { id, status };
    },
    removeHook: ({ id }: { readonly id: number }) => {
      found(id);
      return { removed: site.hooks.delete(id) };
    },
  };
}

import { z } from 'zod';
import type { WooCommerceAccess, WooCommerceDoorAddress, WooCommerceHooks, WooCommerceRefusal } from '#app/contracts/woocommerce.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import type { WooCommerceClient } from './client.ts';
import { WooCommerceRefused } from './site-answer.ts';
import { TOPICS } from './translate.ts';

const PAGE = 100;
const MAX_PAGES = 5;
/** WooCommerce calls our door while it makes the webhook; what it does not hear from us it leaves active. */
const webhook = z.object({ id: z.number().int(), topic: z.string(), status: z.string(), delivery_url: z.string() });
type Webhook = z.output<typeof webhook>;

/** Makes one webhook per topic, and removes those that an earlier connection to this app left behind. */
export async function hookSite(
  client: WooCommerceClient,
  access: WooCommerceAccess,
  door: WooCommerceDoorAddress,
): Promise<Result<WooCommerceHooks, WooCommerceRefusal>> {
  const hooks: Record<string, number> = {};
  try {
    for (const topic of TOPICS) hooks[topic] = await makeHook(client, access, { topic, door });
    await removeStrays(client, access, { door, keep: new Set(Object.values(hooks)) });
    return accepted(hooks);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    await unhookSite(client, access, hooks).catch(() => undefined);
    return refused(hookProblem(error));
  }
}

function hookProblem(error: PlatformError): WooCommerceRefusal {
  if (error.reason === 'forbidden' || error.reason === 'unauthorized') {
    return {
      reason: 'permissions',
      message:
        'The keys may read but not write. Make a pair with the permissions Read/Write at WooCommerce → Settings → Advanced → REST API.',
    };
  }
  return {
    reason: 'webhooks',
    message: `The site does not take our webhooks: ${error.message}. Try again; if it stays so, the app's own address may not be reachable from the site.`,
  };
}

async function makeHook(
  client: WooCommerceClient,
  access: WooCommerceAccess,
  { topic, door }: { readonly topic: string; readonly door: WooCommerceDoorAddress },
): Promise<number> {
  const { id } = await client.send(access, {
    method: 'post',
    path: 'webhooks',
    body: { name: `Rung: ${topic}`, topic, delivery_url: door.deliveryUrl, secret: door.secret, status: 'active' },
    answer: z.object({ id: z.number().int() }),
    // After a lost answer a second one would send everything twice; strays are removed at the end.
    repeatable: false,
  });
  return id;
}

/** Webhooks into this app that are not of this connection: their secret is not known any more. */
async function removeStrays(
  client: WooCommerceClient,
  access: WooCommerceAccess,
  { door, keep }: { readonly door: WooCommerceDoorAddress; readonly keep: ReadonlySet<number> },
): Promise<void> {
  const ours = door.deliveryUrl.replace(/[^/]+$/, '');
  for (const { id } of (await listHooks(client, access)).filter(({ delivery_url }) => delivery_url.startsWith(ours))) {
    if (!keep.has(id)) await removeHook(client, access, id);
  }
}

async function listHooks(client: WooCommerceClient, access: WooCommerceAccess): Promise<Webhook[]> {
  const all: Webhook[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const hooks = await client.send(access, {
      method: 'get',
      path: 'webhooks',
      query: { per_page: PAGE, page, status: 'all' },
      answer: z.array(webhook),
    });
    all.push(...hooks);
    if (hooks.length < PAGE) break;
  }
  return all;
}

/**
 * Looks whether every webhook is there, active and pointed at our door. One that is not is removed and made anew: setting it active again would leave WooCommerce's
 * count of failures where it is, and the next failure would switch it off at once.
 */
export async function probeHooks(
  client: WooCommerceClient,
  { access, door, hooks }: { readonly access: WooCommerceAccess; readonly door: WooCommerceDoorAddress; readonly hooks: WooCommerceHooks },
): Promise<{ readonly hooks: WooCommerceHooks; readonly repaired: readonly string[] }> {
  const found = new Map((await listHooks(client, access)).map((hook) => [hook.id, hook]));
  const healthy: Record<string, number> = {};
  const repaired: string[] = [];
  for (const topic of TOPICS) {
    const id = hooks[topic];
    const hook = id === undefined ? undefined : found.get(id);
    if (id !== undefined && hook?.status === 'active' && hook.topic === topic && hook.delivery_url === door.deliveryUrl) {
      healthy[topic] = id;
      continue;
    }
    if (hook !== undefined) await removeHook(client, access, hook.id);
    healthy[topic] = await makeHook(client, access, { topic, door });
    repaired.push(topic);
  }
  if (repaired.length > 0) await removeStrays(client, access, { door, keep: new Set(Object.values(healthy)) });
  return { hooks: healthy, repaired };
}

/** Removes our webhooks; one that is gone already is no error. */
export async function unhookSite(client: WooCommerceClient, access: WooCommerceAccess, hooks: WooCommerceHooks): Promise<void> {
  for (const id of Object.values(hooks)) await removeHook(client, access, id);
}

async function removeHook(client: WooCommerceClient, access: WooCommerceAccess, id: number): Promise<void> {
  try {
    await client.send(access, { method: 'delete', path: `webhooks/${id}`, query: { force: true }, answer: z.looseObject({}) });
  } catch (error) {
    if (!(error instanceof WooCommerceRefused && error.isMissing)) throw error;
  }
}

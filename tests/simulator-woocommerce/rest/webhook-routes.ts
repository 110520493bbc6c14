import { changeHook, hookPayload, isTopic, newHook, statusOf, type HookBody } from '../hooks.ts';
import type { Hook } from '../site-state.ts';
import { batchRoutes } from './batch.ts';
import { choiceParam, flagParam, idsParam, onlyFields, pageOf, textParam } from './list-params.ts';
import { invalidParam, missingParam, RestError, unknownId } from './rest-error.ts';
import { idOf, route, type RestAnswer, type RestCall, type Route } from './route.ts';

type Body = Readonly<Record<string, unknown>>;

function list({ site, query }: RestCall): RestAnswer {
  const status = choiceParam(query, 'status', ['all', 'active', 'paused', 'disabled']) ?? 'all';
  const search = textParam(query, 'search')?.toLowerCase() ?? '';
  const [include, exclude] = [idsParam(query, 'include'), idsParam(query, 'exclude') ?? []];
  const found = [...site.hooks.values()].filter(
    (hook) =>
      (status === 'all' || hook.status === status) &&
      hook.name.toLowerCase().includes(search) &&
      (include ?? [hook.id]).includes(hook.id) &&
      !exclude.includes(hook.id),
  );
  const up = choiceParam(query, 'order', ['asc', 'desc']) === 'asc';
  found.sort((a, b) => (a.createdAt - b.createdAt || a.id - b.id) * (up ? 1 : -1));
  const { items, ...counts } = pageOf(found, query);
  return {
    body: onlyFields(
      items.map((hook) => hookPayload(site, hook)),
      query,
    ),
    ...counts,
  };
}

function hookOf(call: RestCall, id: number): Hook {
  const hook = call.site.hooks.get(id);
  if (!hook) throw unknownId('webhook');
  return hook;
}

function checked(body: Body): HookBody {
  const texts = ['name', 'status', 'topic', 'delivery_url', 'secret'].flatMap((name) => {
    const value = body[name];
    if (value === undefined) return [];
    if (typeof value !== 'string') throw invalidParam(name, `${name} is not of type string.`, 'rest_invalid_type');
    return [[name, value] as const];
  });
  const result: HookBody = Object.fromEntries(texts);
  if (result.topic !== undefined && !isTopic(result.topic))
    throw new RestError(400, 'woocommerce_rest_shop_webhook_invalid_topic', { message: 'Webhook topic is required and must be valid.' });
  if (result.delivery_url !== undefined && !/^https?:\/\/\S+$/.test(result.delivery_url))
    throw new RestError(400, 'woocommerce_rest_shop_webhook_invalid_delivery_url', {
      message: 'Webhook delivery URL must be a valid URL starting with http:// or https://.',
    });
  if (result.status !== undefined && !statusOf(result.status))
    throw invalidParam('status', 'status is not one of active, paused, and disabled.', 'rest_not_in_enum');
  return result;
}

/** Saves a new webhook; the ping goes out before the answer, so the receiver hears of it before it knows the id. */
async function create(call: RestCall, body: Body): Promise<unknown> {
  const missing = ['topic', 'delivery_url'].filter((name) => body[name] === undefined);
  if (missing.length > 0) throw missingParam(missing);
  const hook = newHook(call.site, checked(body));
  await call.webhooks.ping(hook);
  return hookPayload(call.site, hook);
}

async function update(call: RestCall, id: number, body: Body): Promise<unknown> {
  const hook = hookOf(call, id);
  changeHook(call.site, hook, checked(body));
  await call.webhooks.ping(hook);
  return hookPayload(call.site, hook);
}

function remove(call: RestCall, id: number, force: boolean): unknown {
  const hook = hookOf(call, id);
  if (!force) throw new RestError(501, 'woocommerce_rest_trash_not_supported', { message: 'Webhooks do not support trashing.' });
  call.site.hooks.delete(id);
  return hookPayload(call.site, hook);
}

/** /webhooks */
export const webhookRoutes: readonly Route[] = [
  ...batchRoutes('/webhooks', { create, update, remove: (call, id) => remove(call, id, true) }),
  ...route('GET', '/webhooks', { deed: 'list', answer: list }),
  ...route('POST', '/webhooks', { deed: 'create', answer: async (call) => ({ status: 201, body: await create(call, call.body) }) }),
  ...route('GET', '/webhooks/(\\d+)', {
    deed: 'view',
    answer: (call) => ({ body: onlyFields(hookPayload(call.site, hookOf(call, idOf(call))), call.query) }),
  }),
  ...route('PUT', '/webhooks/(\\d+)', { deed: 'edit', answer: async (call) => ({ body: await update(call, idOf(call), call.body) }) }),
  ...route('DELETE', '/webhooks/(\\d+)', {
    deed: 'delete',
    answer: (call) => ({ body: remove(call, idOf(call), flagParam(call.query, 'force') || call.body.force === true) }),
  }),
];

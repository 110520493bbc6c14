import { RestError } from './rest-error.ts';
import { route, type RestCall, type Route } from './route.ts';

type Body = Readonly<Record<string, unknown>>;

/** What a batch does with one item; each throws RestError for one that it refuses. */
export interface BatchDeeds {
  readonly create: (call: RestCall, body: Body) => unknown;
  readonly update: (call: RestCall, id: number, body: Body) => unknown;
  readonly remove: (call: RestCall, id: number) => unknown;
}

const MOST = 100;

/** The batch door of a resource: 200 with an error object per refused item, 413 for more than 100 items. */
export function batchRoutes(path: string, deeds: BatchDeeds): Route[] {
  const answer = async (call: RestCall) => {
    const lists = { create: listOf(call.body.create), update: listOf(call.body.update), delete: listOf(call.body.delete) };
    if (lists.create.length + lists.update.length + lists.delete.length > MOST) {
      throw new RestError(413, 'woocommerce_rest_request_entity_too_large', {
        message: `Unable to accept more than ${MOST} items for this request.`,
      });
    }
    const body: Partial<Record<'create' | 'update' | 'delete', unknown[]>> = {};
    for (const item of lists.create) (body.create ??= []).push(await attempt(0, () => deeds.create(call, recordOf(item))));
    for (const item of lists.update) {
      const id = Number(recordOf(item).id ?? 0);
      (body.update ??= []).push(await attempt(id, () => deeds.update(call, id, recordOf(item))));
    }
    for (const item of lists.delete) {
      const id = Number(typeof item === 'object' ? recordOf(item).id : item);
      (body.delete ??= []).push(await attempt(id, () => deeds.remove(call, id)));
    }
    return { body };
  };
  return route('PUT', `${path}/batch`, { deed: 'batch', answer });
}

async function attempt(id: number, act: () => unknown): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    return { id, error: error.body() };
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function recordOf(value: unknown): Body {
  return typeof value === 'object' && value !== null ? (value as Body) : {};
}

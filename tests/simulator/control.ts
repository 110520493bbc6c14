import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from './answers.ts';
import { SimulatorRefusal } from './refusal.ts';

type Group = Readonly<Record<string, unknown>>;

/**
 * The control API: POST /_control/<group>/<method> with a JSON object calls the same method that tests call in process. A refusal is a 400 with its words.
 * GET, POST and DELETE on /_control/faults are short for faults.list, faults.add and faults.clear.
 */
export async function answerControl(
  groups: Readonly<Record<string, Group>>,
  path: string,
  http: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  const { request, response } = http;
  const [group = '', name = shortName(request.method)] = path.split('/').filter((part) => part !== '');
  // Pages of other origins can post text, but not JSON, without the browser asking first.
  if (request.method === 'POST' && !(request.headers['content-type'] ?? '').startsWith('application/json')) {
    return sendJson(response, 415, { error: 'send application/json' });
  }
  const methods = Object.hasOwn(groups, group) ? groups[group] : undefined;
  const method = methods && Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (typeof method !== 'function') return sendJson(response, 404, { error: `there is no ${group}.${name}` });
  const body = await readBody(request, 10_000_000);
  try {
    const input: unknown = body && body.byteLength > 0 ? JSON.parse(body.toString()) : {};
    const result: unknown = await (method as (input: unknown) => unknown)(input);
    sendJson(response, 200, { result: result ?? null });
  } catch (error) {
    if (error instanceof SimulatorRefusal || error instanceof SyntaxError || error instanceof RangeError || error instanceof TypeError) {
      return sendJson(response, 400, { error: error.message });
    }
    throw error;
  }
}

function shortName(method: string | undefined): string {
  return method === 'POST' ? 'add' : method === 'DELETE' ? 'clear' : 'list';
}

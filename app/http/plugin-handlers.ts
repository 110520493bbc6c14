import type { z } from 'zod';
import { personRequestSchema, readJson } from '#app/contracts/shopper-requests.ts';
import type { StoreAddress } from '#app/services/services.ts';
import type { Shopper } from '#app/services/storefront/shopper.ts';
import { pluginDoor } from './plugin-door.ts';
import { answer, sayNo } from './proxy-door.ts';
import type { DoorCall } from './shopper-door.ts';
import { serveShopper } from './shopper-handlers.ts';

/** What only the plugin asks for: the state of the connection and its end, and WordPress' own tools for personal data. Everything else is the shoppers' contract. */
export async function servePlugin(path: string, call: DoorCall): Promise<Response> {
  switch (path) {
    case 'status':
      return status(call);
    case 'privacy/export':
      return aboutPerson(call, (shopper, { email }) => call.context.services.storefront.exportPerson(shopper, email));
    case 'privacy/erase':
      return aboutPerson(call, (shopper, { email }) => call.context.services.storefront.erasePerson(shopper, email));
    case 'disconnect':
      return disconnect(call);
    default:
      return serveShopper(pluginDoor, path, call);
  }
}

async function status(call: DoorCall): Promise<Response> {
  if (call.request.method !== 'GET' && call.request.method !== 'HEAD')
    return sayNo(call.request, { status: 405, word: 'wrong_way', headers: { Allow: 'GET' } });
  const { shopper } = await pluginDoor(call, 'plugin');
  return answer(await call.context.services.storefront.readStatus(shopper.address satisfies StoreAddress));
}

/** The site's owner ended the connection in WordPress: the keys and webhooks go as well. A repeat finds no such link any more (401), which ends it just the same. */
async function disconnect(call: DoorCall): Promise<Response> {
  if (call.request.method !== 'POST') return sayNo(call.request, { status: 405, word: 'wrong_way', headers: { Allow: 'POST' } });
  const { shopper } = await pluginDoor(call, 'plugin');
  const { address } = shopper;
  const ended = await call.context.stores.disconnect({ ...address, staffId: `woocommerce:${address.storeId}` }, address.storeId);
  return answer({ disconnected: ended.ok });
}

type Person = z.infer<typeof personRequestSchema>;

async function aboutPerson(call: DoorCall, deed: (shopper: Shopper, person: Person) => Promise<unknown>): Promise<Response> {
  if (call.request.method !== 'POST') return sayNo(call.request, { status: 405, word: 'wrong_way', headers: { Allow: 'POST' } });
  const { shopper, takeBody } = await pluginDoor(call, 'plugin');
  const person = readJson(await takeBody(), personRequestSchema);
  if (!person.ok) return sayNo(call.request, { status: 400, word: 'not_understood', locale: shopper.locale });
  return answer(await deed(shopper, person.value));
}

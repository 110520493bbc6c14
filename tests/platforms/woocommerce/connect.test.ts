import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WooCommerceAccess } from '#app/contracts/woocommerce.ts';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import { startWooCommerce, type RunningWooCommerce } from '#tests/simulator-woocommerce/main.ts';
import type { WooCommerceClient } from '#woo/client.ts';
import { createWooCommerceSites } from '#woo/connect.ts';

const KEYS = { consumerKey: `ck_${'a'.repeat(40)}`, consumerSecret: `cs_${'b'.repeat(40)}` };
const INDEX = { name: 'Roastery', timezone_string: 'Europe/Madrid', namespaces: ['wc/v3'] };

/** A site over https whose host lets the keys through in these places only. */
function siteThatTakes(places: readonly string[]) {
  const asked: string[] = [];
  const client: WooCommerceClient = {
    send(access: WooCommerceAccess, request) {
      const place = access.keysIn ?? 'header';
      asked.push(`${place} ${request.path}`);
      if (!places.includes(place)) return Promise.reject(new PlatformError('unauthorized', 'the keys are not accepted'));
      const answers = {
        system_status: { environment: { version: '10.5.0' }, settings: { currency: 'EUR' } },
        'settings/general/woocommerce_enable_coupons': { value: 'yes' },
      };
      return Promise.resolve(request.answer.parse(answers[request.path as keyof typeof answers]) as never);
    },
  };
  const look = () => Promise.resolve({ status: 200, headers: {}, text: JSON.stringify(INDEX) });
  const sites = createWooCommerceSites({ client, allowLocal: true, look });
  return {
    asked,
    inspect: (parts: Partial<WooCommerceAccess> = {}) => sites.inspect({ baseUrl: 'https://shop.example', ...KEYS, ...parts }),
  };
}

describe('where the keys travel', () => {
  test('in the header, as it should be, without a second try', async () => {
    const site = siteThatTakes(['header', 'query']);
    expect(await site.inspect()).toMatchObject({ ok: true, value: { keysIn: 'header' } });
    expect(site.asked.every((call) => call.startsWith('header '))).toBe(true);
  });

  test('in the address where the host drops the header, and all that follows goes there', async () => {
    const site = siteThatTakes(['query']);
    expect(await site.inspect()).toMatchObject({ ok: true, value: { keysIn: 'query' } });
    expect(site.asked).toEqual(['header system_status', 'query system_status', 'query settings/general/woocommerce_enable_coupons']);
  });

  test('in the header again once the host lets it through', async () => {
    expect(await siteThatTakes(['header', 'query']).inspect({ keysIn: 'query' })).toMatchObject({ value: { keysIn: 'header' } });
  });

  test('nowhere: then they are wrong, and the refusal says so', async () => {
    expect(await siteThatTakes([]).inspect()).toMatchObject({ ok: false, refusal: { reason: 'keys' } });
  });

  test('never in the address of a site without https', async () => {
    const site = siteThatTakes(['query']);
    expect(await site.inspect({ baseUrl: 'http://127.0.0.1:8080' })).toMatchObject({ ok: false, refusal: { reason: 'keys' } });
    expect(site.asked).toEqual(['header system_status']);
  });
});

describe('a host that drops the Authorization header, as the stand-in plays it', () => {
  let woo: RunningWooCommerce;
  beforeEach(async () => {
    woo = await startWooCommerce({});
  });
  afterEach(() => woo.stop());

  test('knows nobody by the header, and the same keys in the address', async () => {
    const { url, consumerKey, consumerSecret } = woo;
    const Authorization = `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}`;
    const path = `${url}/wp-json/wc/v3/system_status`;
    const query = new URLSearchParams({ consumer_key: consumerKey, consumer_secret: consumerSecret }).toString();
    expect((await fetch(path, { headers: { Authorization } })).status).toBe(200);
    woo.faults.add({ kind: 'drops-authorization', times: 0 });
    expect((await fetch(path, { headers: { Authorization } })).status).toBe(401);
    expect((await fetch(`${path}?${query}`)).status).toBe(200);
  });
});

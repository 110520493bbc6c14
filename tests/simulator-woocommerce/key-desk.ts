import { randomBytes } from 'node:crypto';
import { required } from '#tests/simulator/refusal.ts';
import type { ApiKey, Site } from './site-state.ts';

export interface KeyInput {
  readonly permissions?: ApiKey['permissions'];
  readonly description?: string;
  readonly consumerKey?: string;
  readonly consumerSecret?: string;
}

/** Makes a pair of keys that works at once. */
export function createKey(site: Site, input: KeyInput): ApiKey {
  const key: ApiKey = {
    id: site.next('key'),
    description: input.description ?? 'made by hand',
    permissions: input.permissions ?? 'read_write',
    consumerKey: input.consumerKey ?? `ck_${randomBytes(20).toString('hex')}`,
    consumerSecret: input.consumerSecret ?? `cs_${randomBytes(20).toString('hex')}`,
    nonces: new Map(),
  };
  site.keys.set(key.consumerKey, key);
  return key;
}

/** The page WooCommerce → Settings → Advanced → REST API. */
export function createKeyDesk(site: Site) {
  return {
    createKey: (input: KeyInput = {}) => {
      const { id, consumerKey, consumerSecret } = createKey(site, input);
      return { keyId: id, consumerKey, consumerSecret };
    },
    revokeKey: ({ consumerKey }: { readonly consumerKey: string }): { readonly revoked: boolean } => {
      required(site.keys.get(consumerKey), 'there is no such key');
      return { revoked: site.keys.delete(consumerKey) };
    },
    keys: (_input: object = {}) =>
      [...site.keys.values()].map((key) => ({
        keyId: key.id,
        description: key.description,
        permissions: key.permissions,
        truncatedKey: key.consumerKey.slice(-7),
      })),
  };
}

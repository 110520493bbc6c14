import { describe, expect, test } from 'vitest';
import { EnvironmentError, readEnv } from '#app/env.server.ts';

const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64');
const ENOUGH = { SHOPIFY_API_KEY: 'client', SHOPIFY_API_SECRET: 'secret-now', ENCRYPTION_KEYS: `k1:${key(1)}` };
const PRODUCTION = { ...ENOUGH, NODE_ENV: 'production', DATABASE_URL: 'postgresql://db/rung', APP_URL: 'https://rung.example.com/' };

function complaint(source: Record<string, string>): string {
  try {
    readEnv(source);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message;
    throw error;
  }
  return '';
}

describe('the environment', () => {
  test('needs only the secrets in development', () => {
    const env = readEnv(ENOUGH);
    expect(env).toMatchObject({ nodeEnv: 'development', port: 3000, appUrl: 'http://localhost:3000', databaseUrl: null, redisUrl: null });
    expect(env).toMatchObject({ dataDir: '.data', shopifyApiSecrets: ['secret-now'], shopifyAdminOrigin: null, frameAncestors: null });
  });

  test('lists every missing secret at once, with what it is', () => {
    expect(complaint({}).split('\n')).toHaveLength(4);
    expect(complaint({})).toMatch(/SHOPIFY_API_KEY is missing; expected: the client id/);
    expect(complaint({})).toMatch(/ENCRYPTION_KEYS is missing; expected: id:key/);
  });

  test('counts an empty variable as absent', () => {
    expect(complaint({ ...ENOUGH, SHOPIFY_API_SECRET: ' ' })).toMatch(/SHOPIFY_API_SECRET is missing/);
    expect(readEnv({ ...ENOUGH, REDIS_URL: '' }).redisUrl).toBeNull();
  });

  test.each([
    ['PORT', '70000'],
    ['NODE_ENV', 'staging'],
    ['LOG_LEVEL', 'loud'],
    ['DATABASE_URL', 'mysql://db/rung'],
    ['REDIS_URL', 'localhost:6379'],
    ['APP_URL', 'no-scheme.example'],
    ['ENCRYPTION_KEYS', 'k1:c2hvcnQ='],
    ['ENCRYPTION_KEYS', `k1:${key(1)},k1:${key(2)}`],
  ])('refuses %s=%s and does not repeat the value', (name, value) => {
    const said = complaint({ ...ENOUGH, [name]: value });
    expect(said).toMatch(new RegExp(`${name} is wrong; expected: `));
    expect(said).not.toContain(value);
  });

  test('accepts the old secret and old keys during a rotation, the new ones first', () => {
    const env = readEnv({ ...ENOUGH, SHOPIFY_API_SECRET_PREVIOUS: 'secret-then', ENCRYPTION_KEYS: `k2:${key(2)}, k1:${key(1)}` });
    expect(env.shopifyApiSecrets).toEqual(['secret-now', 'secret-then']);
    expect(env.encryptionKeys.map(({ id, key: bytes }) => [id, bytes.length])).toEqual([
      ['k2', 32],
      ['k1', 32],
    ]);
  });
});

describe('production', () => {
  test('starts with a database, an https address and the secrets', () => {
    expect(readEnv(PRODUCTION).appUrl).toBe('https://rung.example.com');
  });

  test.each(['DATABASE_URL', 'APP_URL', 'SHOPIFY_API_KEY', 'SHOPIFY_API_SECRET', 'ENCRYPTION_KEYS'])(
    'does not start without %s',
    (name) => {
      expect(complaint({ ...PRODUCTION, [name]: '' })).toContain(name);
    },
  );

  test.each([
    ['SHOPIFY_ADMIN_ORIGIN', 'http://127.0.0.1:4000'],
    ['APP_BRIDGE_URL', 'http://127.0.0.1:4000/app-bridge.js'],
    ['FRAME_ANCESTORS', 'http://127.0.0.1:4000'],
  ])('refuses the stand-in %s by name; development takes it', (name, value) => {
    expect(complaint({ ...PRODUCTION, [name]: value })).toMatch(new RegExp(`${name} is set; .* refuses it`));
    expect(complaint({ ...ENOUGH, [name]: value })).toBe('');
  });
});

import { existsSync } from 'node:fs';
import { z } from 'zod';

export interface EncryptionKey {
  /** Stored beside what the key encrypted, so that old rows stay readable after a rotation. */
  readonly id: string;
  /** 32 bytes, for AES-256. */
  readonly key: Buffer;
}

/** What the surroundings decide. Read once, at the start of a process, and handed on; every variable is explained in .env.example. */
export interface Env {
  readonly nodeEnv: 'development' | 'test' | 'production';
  readonly port: number;
  /** The public address of the app, without a slash at its end. */
  readonly appUrl: string;
  /** Null: the embedded PostgreSQL, with its data below `dataDir`. */
  readonly databaseUrl: string | null;
  /** Null: BullMQ runs on the PostgreSQL database. */
  readonly redisUrl: string | null;
  readonly dataDir: string;
  readonly shopifyApiKey: string;
  /** The first one signs; the second one, during a rotation, is still accepted. */
  readonly shopifyApiSecrets: readonly [string, ...string[]];
  /** The first one encrypts; all of them decrypt. */
  readonly encryptionKeys: readonly [EncryptionKey, ...EncryptionKey[]];
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** Where calls to https://<shop> go instead; never in production. */
  readonly shopifyAdminOrigin: string | null;
  /** Where app-bridge.js comes from instead; never in production. */
  readonly appBridgeUrl: string | null;
  /** Who may embed the app instead of Shopify's admin; never in production. */
  readonly frameAncestors: readonly string[] | null;
}

/** The environment cannot be used; the message lists each bad variable with what is expected. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError';
}

const STAND_INS = ['SHOPIFY_ADMIN_ORIGIN', 'APP_BRIDGE_URL', 'FRAME_ANCESTORS'] as const;

const text = (expected: string) => z.string({ error: expected });
const matching = (pattern: RegExp, expected: string) => text(expected).regex(pattern, { error: expected });
const oneOf = <const Values extends readonly string[]>(values: Values) => z.enum(values, { error: `one of ${values.join(', ')}` });

const KEY_SECRET = 'the client secret of the app, from its page in the Shopify Partner dashboard';
const KEYS = 'id:key[,id:key…], each key 32 random bytes in base64; make one with: echo "k1:$(openssl rand -base64 32)"';
const PORT = 'a port number, 0 to 65535';
const ORIGIN = /^https?:\/\/[^/\s]+\/?$/;

const variables = z.object({
  NODE_ENV: oneOf(['development', 'test', 'production']).default('development'),
  PORT: text(PORT)
    .refine((port) => /^\d+$/.test(port) && Number(port) < 65_536, { error: PORT })
    .default('3000'),
  APP_URL: matching(ORIGIN, 'the public address of the app, such as https://rung.example.com').optional(),
  DATABASE_URL: matching(/^postgres(ql)?:\/\/.+/, 'a PostgreSQL address: postgresql://user:password@host:5432/rung').optional(),
  REDIS_URL: matching(/^rediss?:\/\/.+/, 'a Redis address: redis://[:password@]host:6379').optional(),
  RUNG_DATA_DIR: text('a folder').default('.data'),
  SHOPIFY_API_KEY: text('the client id of the app, from its page in the Shopify Partner dashboard'),
  SHOPIFY_API_SECRET: text(KEY_SECRET),
  SHOPIFY_API_SECRET_PREVIOUS: text(KEY_SECRET).optional(),
  ENCRYPTION_KEYS: text(KEYS).transform(parseKeys),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  SHOPIFY_ADMIN_ORIGIN: matching(ORIGIN, 'an origin: http://127.0.0.1:4000').optional(),
  APP_BRIDGE_URL: matching(/^https?:\/\/\S+$/, 'the address of a script').optional(),
  FRAME_ANCESTORS: text('origins, with spaces between them').optional(),
});

/** Every variable that the app reads. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(variables.shape);

/** Reads the process's environment, after the file `.env` of the working folder where there is one (what is already set wins). Throws EnvironmentError. */
export function loadEnv(): Env {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readEnv(process.env);
}

/** Parses variables; an empty one counts as absent. Throws EnvironmentError with all that is wrong, secrets never shown. */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const parsed = variables.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => explain(String(path[0]), message, given));
  if (given['NODE_ENV'] === 'production') problems.push(...productionProblems(given));
  if (!parsed.success || problems.length > 0) {
    throw new EnvironmentError(['The environment is not usable (see .env.example):', ...problems].join('\n  '));
  }
  const values = parsed.data;
  return {
    nodeEnv: values.NODE_ENV,
    port: Number(values.PORT),
    appUrl: (values.APP_URL ?? `http://localhost:${values.PORT}`).replace(/\/$/, ''),
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    dataDir: values.RUNG_DATA_DIR,
    shopifyApiKey: values.SHOPIFY_API_KEY,
    shopifyApiSecrets: [values.SHOPIFY_API_SECRET, ...(values.SHOPIFY_API_SECRET_PREVIOUS ? [values.SHOPIFY_API_SECRET_PREVIOUS] : [])],
    encryptionKeys: values.ENCRYPTION_KEYS,
    logLevel: values.LOG_LEVEL,
    shopifyAdminOrigin: values.SHOPIFY_ADMIN_ORIGIN?.replace(/\/$/, '') ?? null,
    appBridgeUrl: values.APP_BRIDGE_URL ?? null,
    frameAncestors: values.FRAME_ANCESTORS?.split(/\s+/) ?? null,
  };
}

function explain(name: string, expected: string, given: Readonly<Record<string, unknown>>): string {
  return `${name} is ${name in given ? 'wrong' : 'missing'}; expected: ${expected}`;
}

function productionProblems(given: Readonly<Record<string, string | undefined>>): string[] {
  const problems: string[] = STAND_INS.filter((name) => name in given).map(
    (name) => `${name} is set; it plays Shopify in tests and the demo, and NODE_ENV=production refuses it`,
  );
  if (!given['DATABASE_URL']) problems.push('DATABASE_URL is missing; production does not use the embedded database');
  if (!given['APP_URL']?.startsWith('https://')) problems.push('APP_URL must be the public https address of the app in production');
  return problems;
}

function parseKeys(list: string, context: z.RefinementCtx): readonly [EncryptionKey, ...EncryptionKey[]] {
  const keys = list.split(',').map((entry): EncryptionKey => {
    const [, id = '', encoded = ''] = /^\s*([\w-]{1,32}):([A-Za-z0-9+/]{43}=)\s*$/.exec(entry) ?? [];
    return { id, key: Buffer.from(encoded, 'base64') };
  });
  const [first, ...others] = keys;
  const distinct = new Set(keys.map(({ id }) => id)).size === keys.length;
  if (first && distinct && keys.every(({ key }) => key.length === 32)) return [first, ...others];
  context.addIssue({ code: 'custom', message: distinct ? KEYS : `each key with an id of its own: ${KEYS}` });
  return z.NEVER;
}

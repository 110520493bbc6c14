import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = 'v1';

/** A key of the box; `id` is written beside what it sealed ("k1"), so that keys can be exchanged one row at a time. */
export interface SecretKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/** A sealed text could not be opened: damaged, moved to another row or column, or its key is gone. Says nothing of the content. */
export class SecretBoxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SecretBoxError';
  }
}

/** Seals what must not lie in the database in clear text (tokens, keys). */
export interface SecretBox {
  /** `aad` names owner and column ("platform_session:<id>:access_token"): the text opens there and nowhere else. */
  seal(plain: string, aad: string): string;
  /** Throws SecretBoxError. */
  open(sealed: string, aad: string): string;
  /** False when the text should be sealed again with the newest key. */
  isCurrent(sealed: string): boolean;
}

/**
 * AES-256-GCM with a random nonce per text. The first key seals; every key opens, so that a new key is put in front and the old one stays until each row has
 * been sealed anew. Throws RangeError for no keys, a doubled or unusable id, or a key that is not 32 bytes.
 */
export function createSecretBox(keys: readonly SecretKey[]): SecretBox {
  const byId = new Map<string, Uint8Array>();
  for (const { id, key } of keys) {
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(id))
      throw new RangeError(`a secret key's id has 1 to 32 letters, digits, - or _: ${JSON.stringify(id)}`);
    if (byId.has(id)) throw new RangeError(`two secret keys are called ${id}`);
    if (key.length !== KEY_BYTES) throw new RangeError(`secret key ${id} has ${key.length} bytes, not ${KEY_BYTES}`);
    byId.set(id, key);
  }
  const newest = keys[0];
  if (newest === undefined) throw new RangeError('at least one secret key is needed');
  return {
    seal: (plain, aad) => seal(newest, plain, aad),
    open: (sealed, aad) => open(byId, sealed, aad),
    isCurrent: (sealed) => sealed.startsWith(`${FORMAT}.${newest.id}.`),
  };
}

function seal(key: SecretKey, plain: string, aad: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key.key, nonce).setAAD(Buffer.from(aad, 'utf8'));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [FORMAT, key.id, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
}

function open(keys: ReadonlyMap<string, Uint8Array>, sealed: string, aad: string): string {
  const [format, id, nonceText, bodyText, ...rest] = sealed.split('.');
  if (format !== FORMAT || id === undefined || nonceText === undefined || bodyText === undefined || rest.length > 0) {
    throw new SecretBoxError('this is no sealed text');
  }
  const key = keys.get(id);
  if (key === undefined) throw new SecretBoxError(`sealed with key ${id}, which is not configured`);
  const nonce = Buffer.from(nonceText, 'base64url');
  const body = Buffer.from(bodyText, 'base64url');
  if (nonce.length !== NONCE_BYTES || body.length < TAG_BYTES) throw new SecretBoxError('the sealed text is cut off');
  // Base64 can write the same bytes in several ways; only the one that seal() writes is taken.
  const isOurs = nonce.toString('base64url') === nonceText && body.toString('base64url') === bodyText;
  if (!isOurs) throw new SecretBoxError('the sealed text was changed');
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(aad, 'utf8'));
  decipher.setAuthTag(body.subarray(body.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(body.subarray(0, body.length - TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    throw new SecretBoxError(`the sealed text does not open with key ${id}: damaged, or moved from another row or column`);
  }
}

import { createHash, randomInt } from 'node:crypto';
import type { Instant } from '#app/domain/instant.ts';
import { findJoinCode, insertJoinCode } from '#app/store/join-codes.ts';
import { insertAudit } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';

/** 32 symbols that nobody mistakes for one another; 20 of them are 100 bits. */
const SYMBOLS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const LENGTH = 20;
const GROUP = 5;
const VALID_MS = 24 * 60 * 60_000;

export interface MadeJoinCode {
  /** "K7QXM-3R9TB-…": shown once, not kept. */
  readonly code: string;
  readonly expiresAt: Instant;
}

/** Makes a one-time code with which one other store joins this program within 24 hours. Only its hash is kept; who made it stands in the audit. */
export async function makeJoinCode(
  desk: Desk,
  request: { readonly programId: string; readonly actor: { readonly kind: string; readonly id: string } },
): Promise<MadeJoinCode> {
  const { programId, actor } = request;
  const symbols = Array.from({ length: LENGTH }, () => SYMBOLS[randomInt(SYMBOLS.length)]).join('');
  const createdAt = await desk.database.now();
  const id = desk.newId();
  const expiresAt = createdAt + VALID_MS;
  await desk.database.transaction(async (client) => {
    await insertJoinCode(client, { programId, id, codeHash: hashJoinCode(symbols), createdBy: actor.id, createdAt, expiresAt });
    await insertAudit(client, programId, {
      ...{ actorKind: actor.kind, actorId: actor.id, action: 'join-code-made', subject: id },
      details: { for: 'one other store that joins this program', expiresAt: new Date(expiresAt).toISOString() },
    });
  });
  return { code: symbols.match(new RegExp(`.{${GROUP}}`, 'g'))?.join('-') ?? symbols, expiresAt };
}

/** What is kept of a code, however it was typed: small letters, blanks and dashes do not matter. */
export function hashJoinCode(typed: string): string {
  return createHash('sha256')
    .update(typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''))
    .digest('base64url');
}

/** The program that a code opens at this moment; null: it is unknown, used, or older than 24 hours. */
export async function programOfJoinCode(desk: Desk, codeHash: string): Promise<string | null> {
  return findJoinCode(desk.database.pool, codeHash, await desk.database.now());
}

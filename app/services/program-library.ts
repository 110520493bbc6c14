import { createHmac, randomBytes } from 'node:crypto';
import type { Instant } from '#app/domain/instant.ts';
import { parseProgram } from '#app/domain/program/parse-program.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { invariant } from '#app/domain/result.ts';
import type { Database } from '#app/store/database.ts';
import { type ProgramRecord, readProgram, readVersion, readVersionDates } from '#app/store/programs.ts';
import type { SecretBox } from '#app/store/secrets.ts';

/** A program as it stands: its record, its versions' dates, and a way to each version's rule book. */
export interface Rulebook {
  readonly record: ProgramRecord;
  readonly versions: readonly { readonly no: number; readonly effectiveAt: Instant }[];
  /** The version that was live at a moment, or null when none was. */
  liveAt(at: Instant): { readonly no: number; readonly effectiveAt: Instant } | null;
  program(versionNo: number): Promise<Program>;
}

export interface ProgramLibrary {
  /** Reads the program anew (one small query) and keeps the documents, which never change. Throws when there is none. */
  open(programId: string): Promise<Rulebook>;
  /** The keyed hash of an e-mail address: finds guests, and outlives erasure without naming anyone. */
  emailHash(programId: string, email: string): Promise<string>;
  /** Hashes texts of one purpose ("voucher:five") with the program's key; capitals count. */
  hasher(programId: string, purpose: string): Promise<(text: string) => Buffer>;
  /** A sealed e-mail key for a new program. */
  newEmailKey(programId: string): string;
}

const KEPT_DOCUMENTS = 500;

export function createProgramLibrary(database: Database, secrets: SecretBox): ProgramLibrary {
  const documents = new Map<string, Promise<Program>>();
  const emailKeys = new Map<string, Buffer>();

  async function open(programId: string): Promise<Rulebook> {
    const [record, versions] = await Promise.all([readProgram(database, programId), readVersionDates(database.pool, programId)]);
    invariant(record, `there is no program ${programId}`);
    emailKeys.set(programId, Buffer.from(secrets.open(record.emailKey, emailKeyOwner(programId)), 'base64'));
    return {
      record,
      versions,
      liveAt: (at) => versions.findLast((version) => version.effectiveAt <= at) ?? null,
      program: (versionNo) => remember(`${programId}:${versionNo}`, () => loadDocument(database, programId, versionNo)),
    };
  }

  async function keyOf(programId: string): Promise<Buffer> {
    if (!emailKeys.has(programId)) await open(programId);
    const key = emailKeys.get(programId);
    invariant(key, 'the e-mail key was just read');
    return key;
  }

  function remember(key: string, load: () => Promise<Program>): Promise<Program> {
    const known = documents.get(key);
    if (known) return known;
    if (documents.size >= KEPT_DOCUMENTS) documents.delete(documents.keys().next().value ?? '');
    const loading = load();
    documents.set(key, loading);
    loading.catch(() => documents.delete(key));
    return loading;
  }

  return {
    open,
    async emailHash(programId, email) {
      return createHmac('sha256', await keyOf(programId))
        .update(email.trim().toLowerCase())
        .digest('base64url');
    },
    async hasher(programId, purpose) {
      const key = createHmac('sha256', await keyOf(programId))
        .update(`purpose:${purpose}`)
        .digest();
      return (text) => createHmac('sha256', key).update(text, 'utf8').digest();
    },
    newEmailKey: (programId) => secrets.seal(randomBytes(32).toString('base64'), emailKeyOwner(programId)),
  };
}

function emailKeyOwner(programId: string): string {
  return `${programId}:program.email_key`;
}

async function loadDocument(database: Database, programId: string, versionNo: number): Promise<Program> {
  const version = await readVersion(database, programId, versionNo);
  invariant(version, `program ${programId} has no version ${versionNo}`);
  const parsed = parseProgram(version.document);
  invariant(parsed.ok, `version ${versionNo} of program ${programId} cannot be read`);
  return parsed.value;
}

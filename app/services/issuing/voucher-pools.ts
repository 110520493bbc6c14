import { z } from 'zod';
import type {
  VoucherLines,
  VoucherPoolView,
  VoucherPreview,
  VoucherRefusal,
  VoucherUploaded,
  VoucherUploadView,
} from '#app/contracts/issuing.ts';
import { instantToIso, localDate } from '#app/domain/instant.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { type Result, accepted, refused } from '#app/domain/result.ts';
import { maskCode } from '#app/domain/rewards/voucher-lines.ts';
import type { Queryable } from '#app/store/database.ts';
import { readDraft } from '#app/store/program-drafts.ts';
import { insertAudit } from '#app/store/programs.ts';
import { beginUpload, readUpload, readUploads, saveUpload, type VoucherUploadRecord } from '#app/store/voucher-uploads.ts';
import { countVouchers, findVouchers, insertVouchers, type VoucherCounts, withdrawVouchers } from '#app/store/vouchers.ts';
import type { Desk } from '../desk.ts';
import type { VoucherFile, VoucherUploadInput } from './issuing-desk.ts';
import { FileTooLongError, MOST_LINES, readVoucherFile, type ReadVoucher, RefusedLines, takeWhole } from './read-voucher-file.ts';

const BATCH = 5_000;
/** An upload without progress for so long has died with its process. */
const STALE_SECONDS = 120;
const SAMPLE = 3;

const UNKNOWN: VoucherRefusal = { reason: 'unknown-reward', message: 'There is no voucher reward of this name in the program.' };
const NO_CODES: VoucherRefusal = { reason: 'no-codes', message: 'There is no code in this file. Put one code on each line.' };
const TOO_MANY: VoucherRefusal = {
  reason: 'too-many',
  message: `A file has at most ${MOST_LINES} lines and 20 MB. Cut it in two, please.`,
};
const RUNNING: VoucherRefusal = { reason: 'upload-running', message: 'This file is being read already. Look again in a moment.' };

/** The owner of a sealed code: it opens for this reward and nowhere else. */
export function voucherOwner(programId: string, rewardId: string, codeHash: Buffer): string {
  return `${programId}:voucher:${rewardId}:${codeHash.toString('hex')}`;
}

/** A code that a redemption has, in clear. */
export function openVoucher(
  desk: Desk,
  programId: string,
  voucher: { readonly rewardId: string; readonly codeHash: Buffer; readonly sealed: string },
): string {
  return desk.secrets.open(voucher.sealed, voucherOwner(programId, voucher.rewardId, voucher.codeHash));
}

/** Every pool of a program with its counts, and the voucher rewards that have none yet. */
export async function readPools(desk: Desk, programId: string): Promise<VoucherPoolView[]> {
  const { live, draft, today } = await openProgram(desk, programId);
  const counts = await countVouchers(desk.database.pool, programId, { rewardId: null, today });
  const rewards = new Map([...draft, ...live].map((reward) => [reward.id, reward]));
  const ids = [...new Set([...rewards.keys(), ...counts.keys()])].slice(0, 500);
  return Promise.all(
    ids.map((rewardId) => poolView(desk, programId, { rewardId, reward: rewards.get(rewardId), live, counts: counts.get(rewardId) })),
  );
}

/** One pool; null: neither such a reward nor codes for it. */
export async function readPool(desk: Desk, programId: string, rewardId: string): Promise<VoucherPoolView | null> {
  const { live, draft, today } = await openProgram(desk, programId);
  const counts = (await countVouchers(desk.database.pool, programId, { rewardId, today })).get(rewardId);
  const reward = [...live, ...draft].find(({ id }) => id === rewardId);
  return reward || counts ? poolView(desk, programId, { rewardId, reward, live, counts }) : null;
}

async function poolView(
  desk: Desk,
  programId: string,
  pool: {
    readonly rewardId: string;
    readonly reward: VoucherReward | undefined;
    readonly live: readonly VoucherReward[];
    readonly counts: VoucherCounts | undefined;
  },
): Promise<VoucherPoolView> {
  const { rewardId, reward, live, counts } = pool;
  const [uploads, now] = await Promise.all([readUploads(desk.database.pool, programId, rewardId), desk.database.now()]);
  return {
    rewardId,
    rewardName: reward?.name ?? rewardId,
    partner: reward?.partner ?? '',
    isOffered: live.some(({ id, active }) => id === rewardId && active),
    free: counts?.free ?? 0,
    claimed: counts?.claimed ?? 0,
    given: counts?.given ?? 0,
    withdrawn: counts?.withdrawn ?? 0,
    expired: counts?.expired ?? 0,
    endsNext: counts?.endsNext ?? null,
    uploads: uploads.map((upload) => uploadView(upload, now)),
  };
}

function uploadView(upload: VoucherUploadRecord, now: number): VoucherUploadView {
  const isBroken = upload.state === 'reading' && upload.changedAt < now - STALE_SECONDS * 1_000;
  const { uploadId, fileName, lines, added, refused: refusedLines, free } = upload;
  return {
    ...{ uploadId, fileName, lines, added, free },
    refused: refusedLines,
    at: instantToIso(upload.createdAt),
    by: upload.uploadedBy,
    state: isBroken ? 'broken' : upload.state,
  };
}

/** Reads a file as an upload would: how many codes are good, and which lines are not. Writes nothing. */
export async function previewUpload(desk: Desk, file: VoucherFile): Promise<Result<VoucherPreview, VoucherRefusal>> {
  const { programId, rewardId } = file;
  const opened = await openPool(desk, programId, rewardId);
  if (!opened) return refused(UNKNOWN);
  const refusedLines = new RefusedLines();
  const sample: string[] = [];
  let [lines, good] = [0, 0];
  try {
    for await (const batch of readVoucherFile(file.text, { ...opened, size: BATCH, refused: refusedLines })) {
      lines = batch.lines;
      const present = await findVouchers(
        desk.database.pool,
        { programId, rewardId },
        batch.vouchers.map(({ codeHash }) => codeHash),
      );
      for (const voucher of batch.vouchers) {
        if (present.has(voucher.codeHash.toString('hex'))) refusedLines.add(voucher.line, 'already-there', voucher.code);
        else good += 1;
        if (sample.length < SAMPLE) sample.push(maskCode(voucher.code));
      }
    }
  } catch (error) {
    if (error instanceof FileTooLongError) return refused(TOO_MANY);
    throw error;
  }
  return lines === 0 ? refused(NO_CODES) : accepted({ lines, good, refused: refusedLines.view(), sample });
}

/**
 * Puts a file's codes into a reward's pool, in one transaction: all of them, or with `importGood` those that are good. Nobody is given a code before the whole file
 * is read. How far it is stands in the pool's uploads meanwhile.
 */
export async function uploadVouchers(desk: Desk, input: VoucherUploadInput): Promise<Result<VoucherUploaded, VoucherRefusal>> {
  const { programId, rewardId, uploadId } = input;
  const opened = await openPool(desk, programId, rewardId);
  if (!opened) return refused(UNKNOWN);
  const { pool } = desk.database;
  const begun = { uploadId, rewardId, fileName: input.fileName.slice(0, 200), uploadedBy: input.staffId, staleSeconds: STALE_SECONDS };
  if (!(await beginUpload(pool, programId, begun))) return asItWas(desk, programId, uploadId);
  let refusedLines = new RefusedLines();
  try {
    // Before the transaction, which holds a connection that everybody needs.
    const file = await takeWhole(input.text);
    const read = await inTurn(desk, () =>
      desk.database.transaction((client) => {
        refusedLines = new RefusedLines();
        return readIn(desk, client, { input: { ...input, text: file() }, opened, refusedLines });
      }),
    );
    const outcome = judge(read, { input, refusedLines: refusedLines.view() });
    if (!outcome.ok) throw new UploadRefusedError(outcome.refusal);
    return outcome;
  } catch (error) {
    await saveUpload(pool, programId, { uploadId, state: 'refused', lines: 0, added: 0, refused: refusedLines.view().total });
    if (error instanceof FileTooLongError) return refused(TOO_MANY);
    if (error instanceof UploadRefusedError) return refused(error.refusal);
    throw error;
  }
}

const TURNS = new WeakMap<Desk['database'], Promise<unknown>>();

/** One file after the other: each needs a connection for its codes and one for its progress, and many at once would wait for each other with all there are. */
function inTurn<Value>(desk: Desk, act: () => Promise<Value>): Promise<Value> {
  const mine = (TURNS.get(desk.database) ?? Promise.resolve()).then(act);
  TURNS.set(
    desk.database,
    mine.catch(() => undefined),
  );
  return mine;
}

/** Rolls the transaction back, with what is to be answered. */
class UploadRefusedError extends Error {
  readonly refusal: VoucherRefusal;

  constructor(refusal: VoucherRefusal) {
    super(refusal.message);
    this.name = 'UploadRefusedError';
    this.refusal = refusal;
  }
}

interface OpenPool {
  readonly today: string;
  readonly hash: (code: string) => Buffer;
}

interface Reading {
  readonly input: VoucherUploadInput;
  readonly opened: OpenPool;
  readonly refusedLines: RefusedLines;
}

async function readIn(desk: Desk, client: Queryable, { input, opened, refusedLines }: Reading): Promise<{ lines: number; added: number }> {
  const { programId, rewardId, uploadId } = input;
  const read = { lines: 0, added: 0 };
  const seal = ({ code, codeHash }: ReadVoucher & { readonly codeHash: Buffer }) =>
    desk.secrets.seal(code, voucherOwner(programId, rewardId, codeHash));
  for await (const { vouchers, lines } of readVoucherFile(input.text, { ...opened, size: BATCH, refused: refusedLines })) {
    const rows = vouchers.map((voucher) => ({ ...voucher, sealed: seal(voucher) }));
    const added = await insertVouchers(client, { programId, rewardId, uploadId }, rows);
    for (const { line, code, codeHash } of vouchers)
      if (!added.has(codeHash.toString('hex'))) refusedLines.add(line, 'already-there', code);
    read.lines = lines;
    read.added += added.size;
    // Outside of the transaction, so that others see how far it is.
    await saveUpload(desk.database.pool, programId, { uploadId, state: 'reading', ...read, refused: refusedLines.view().total });
    input.onProgress?.({ lines });
  }
  const outcome = judge(read, { input, refusedLines: refusedLines.view() });
  if (!outcome.ok) throw new UploadRefusedError(outcome.refusal);
  const details = { rewardId, fileName: input.fileName.slice(0, 200), added: read.added, refused: refusedLines.view().total };
  await insertAudit(client, programId, {
    actorKind: 'staff',
    actorId: input.staffId,
    action: 'vouchers-uploaded',
    subject: uploadId,
    details,
  });
  // Together with the codes: whoever repeats the upload must not find them refused as doubles.
  await saveUpload(client, programId, { uploadId, state: 'done', ...read, refused: refusedLines.view().total });
  return read;
}

function judge(
  read: { readonly lines: number; readonly added: number },
  { input, refusedLines }: { readonly input: VoucherUploadInput; readonly refusedLines: VoucherLines },
): Result<VoucherUploaded, VoucherRefusal> {
  if (read.lines === 0) return refused(NO_CODES);
  if (refusedLines.total > 0 && (!input.importGood || read.added === 0)) {
    const message =
      refusedLines.total === 1
        ? 'One line gives no new code. Nothing was kept.'
        : `${refusedLines.total} lines give no new code. Nothing was kept.`;
    return refused({ reason: 'bad-lines', message, refused: refusedLines });
  }
  return accepted({ uploadId: input.uploadId, ...read, refused: refusedLines });
}

/** The same upload asked for again: what came of it. */
async function asItWas(desk: Desk, programId: string, uploadId: string): Promise<Result<VoucherUploaded, VoucherRefusal>> {
  const upload = await readUpload(desk.database.pool, programId, uploadId);
  if (upload?.state !== 'done') return refused(RUNNING);
  const { lines, added, refused: total } = upload;
  return accepted({ uploadId, lines, added, refused: { total, byReason: {}, first: [] } });
}

/** Takes codes that nobody has yet out of a pool for good, at most `count` of them, those from the end of the list first. */
export async function withdrawFromPool(
  desk: Desk,
  input: {
    readonly programId: string;
    readonly rewardId: string;
    readonly staffId: string;
    readonly uploadId: string | null;
    readonly count: number | null;
  },
): Promise<Result<{ readonly withdrawn: number }, VoucherRefusal>> {
  const { programId, rewardId, uploadId, count } = input;
  if (count !== null && (!Number.isSafeInteger(count) || count < 1))
    return refused({ reason: 'bad-count', message: 'Say how many codes to withdraw: 1 or more.' });
  if ((await readPool(desk, programId, rewardId)) === null) return refused(UNKNOWN);
  const withdrawn = await desk.database.transaction(async (client) => {
    const taken = await withdrawVouchers(client, { programId, rewardId }, { uploadId, count });
    if (taken > 0) {
      const details = { rewardId, uploadId, withdrawn: taken };
      await insertAudit(client, programId, {
        actorKind: 'staff',
        actorId: input.staffId,
        action: 'vouchers-withdrawn',
        subject: rewardId,
        details,
      });
    }
    return taken;
  });
  return accepted({ withdrawn });
}

async function openPool(desk: Desk, programId: string, rewardId: string): Promise<OpenPool | null> {
  const { live, draft, today } = await openProgram(desk, programId);
  if (![...live, ...draft].some(({ id }) => id === rewardId)) return null;
  return { today, hash: await desk.library.hasher(programId, `voucher:${rewardId}`) };
}

async function openProgram(
  desk: Desk,
  programId: string,
): Promise<{ readonly live: readonly VoucherReward[]; readonly draft: readonly VoucherReward[]; readonly today: string }> {
  const [rulebook, draft, now] = await Promise.all([
    desk.library.open(programId),
    readDraft(desk.database.pool, programId),
    desk.database.now(),
  ]);
  const version = rulebook.liveAt(now) ?? rulebook.versions.at(-1) ?? null;
  const live = version && (await rulebook.program(version.no));
  return { live: live ? vouchersOf(live) : [], draft: draftedVouchers(draft?.document), today: localDate(now, rulebook.record.timeZone) };
}

interface VoucherReward {
  readonly id: string;
  readonly name: string;
  readonly partner: string;
  readonly active: boolean;
}

function vouchersOf({ rewards }: Pick<Program, 'rewards'>): VoucherReward[] {
  return rewards.flatMap(({ id, name, active, value }) => (value.kind === 'voucher' ? [{ id, name, active, partner: value.partner }] : []));
}

const draftedReward = z.object({
  id: z.string().min(1),
  name: z.string().catch(''),
  active: z.boolean().catch(true),
  value: z.object({ kind: z.literal('voucher'), partner: z.string().catch('') }),
});

/** A draft may have gaps anywhere: its list can be filled all the same. */
function draftedVouchers(document: unknown): VoucherReward[] {
  const drafted = z.object({ rewards: z.array(z.unknown()) }).safeParse(document);
  return (drafted.data?.rewards ?? []).flatMap((reward) => {
    const read = draftedReward.safeParse(reward);
    return read.success ? [{ ...read.data, partner: read.data.value.partner }] : [];
  });
}

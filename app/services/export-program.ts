import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import yazl from 'yazl';
import type { ProgramExportView } from '#app/contracts/program-export.ts';
import { csvLine, UTF8_MARK } from '#app/domain/csv.ts';
import { instantToIso } from '#app/domain/instant.ts';
import { accepted, refused } from '#app/domain/result.ts';
import type { ExportSheet } from '#app/store/program-export-sheets.ts';
import {
  beatExport,
  cancelExport,
  claimExport,
  dropOldExports,
  type ExportRecord,
  type ExportSnapshot,
  findFinishedExport,
  finishExport,
  insertExport,
  insertExportPart,
  readExportPart,
  readExports,
  withExportSnapshot,
} from '#app/store/program-exports.ts';
import { insertAudit } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import type { ExportActor, ExportServices } from './export-desk.ts';
import { whyNot } from './staff/staff-standing.ts';

const KEEP_DAYS = 7;
const SHOWN = 5;
const PART_BYTES = 1_048_576;
const BEAT_MS = 1_000;
/** From so many rows on a list may pass 4 GB, which the older form of a ZIP cannot hold. */
const MANY_ROWS = 5_000_000;
/** Raised when a list or a column is renamed or removed. */
const FORMAT = 1;

/** What the page of the file may ask for, over one desk. */
export function createExportServices(desk: Desk): ExportServices {
  const { pool } = desk.database;
  return {
    async start(actor) {
      const { programId, staffId } = actor;
      const barred = await whyNot(desk, { ...actor, right: 'data.export' });
      if (barred !== null) return refused(barred);
      const id = desk.newId();
      const begun = await desk.database.transaction(async (client) => {
        if (!(await insertExport(client, programId, { id, requestedBy: staffId }))) return false;
        await audit(client, actor, { action: 'program-export-started', exportId: id });
        return true;
      });
      const record = begun ? (await readExports(pool, programId, SHOWN)).find((one) => one.id === id) : undefined;
      return record ? accepted(toView(record)) : refused({ reason: 'running' });
    },
    list: async (programId) => (await readExports(pool, programId, SHOWN)).map(toView),
    async cancel({ exportId, ...actor }) {
      const barred = await whyNot(desk, { ...actor, right: 'data.export' });
      if (barred !== null) return refused(barred);
      if (!(await cancelExport(pool, actor.programId, exportId))) return refused({ reason: 'gone' });
      await audit(pool, actor, { action: 'program-export-cancelled', exportId });
      return accepted(null);
    },
    async open({ exportId, ...actor }) {
      const barred = await whyNot(desk, { ...actor, right: 'data.export' });
      if (barred !== null) return refused(barred);
      const record = await findFinishedExport(pool, actor.programId, exportId);
      if (record === null) return refused({ reason: 'gone' });
      await audit(pool, actor, { action: 'program-export-downloaded', exportId });
      return accepted({ bytes: record.bytes, madeAt: instantToIso(record.createdAt), parts: partsOf(desk, record) });
    },
  };
}

function audit(
  client: Parameters<typeof insertAudit>[0],
  { programId, staffId }: ExportActor,
  { action, exportId }: { readonly action: string; readonly exportId: string },
): Promise<void> {
  return insertAudit(client, programId, { actorKind: 'staff', actorId: staffId, action, subject: exportId, details: {} });
}

function toView({ id, state, done, total, bytes, createdAt, finishedAt, expiresAt }: ExportRecord): ProgramExportView {
  return {
    ...{ exportId: id, state, done, total, bytes, startedAt: instantToIso(createdAt) },
    finishedAt: finishedAt === null ? null : instantToIso(finishedAt),
    expiresAt: expiresAt === null ? null : instantToIso(expiresAt),
  };
}

async function* partsOf(desk: Desk, record: ExportRecord): AsyncGenerator<Buffer> {
  let sent = 0;
  for (let no = 0; sent < record.bytes; no += 1) {
    const part = await readExportPart(desk.database.pool, record, no);
    // Thrown away while it was being sent: the reader sees a broken file, not a short one.
    if (part === null) throw new Error('a piece of an export is gone');
    sent += part.length;
    yield part;
  }
}

/** Makes the export that has waited longest, if any, and throws away files that are over. Answers how many rows were written. */
export async function runExports(desk: Desk): Promise<{ readonly rows: number; readonly dropped: number }> {
  const { pool } = desk.database;
  const dropped = await dropOldExports(pool, 1_000);
  const record = await claimExport(pool, desk.newId());
  if (record === null) return { rows: 0, dropped };
  try {
    return { rows: await makeFile(desk, record), dropped };
  } catch (error) {
    if (error instanceof StoppedError) return { rows: 0, dropped };
    desk.log.error({ err: error, programId: record.programId }, 'an export failed');
    await finishExport(pool, record, { problem: error instanceof Error ? error.message : String(error) });
    return { rows: 0, dropped };
  }
}

/** It was cancelled, or another worker took it over. */
class StoppedError extends Error {}

async function makeFile(desk: Desk, record: ExportRecord): Promise<number> {
  const progress = new ExportProgress(desk, record);
  await withExportSnapshot(desk.database, record.programId, async (snapshot) => {
    progress.total = snapshot.sheets.reduce((sum, { total }) => sum + total, 0);
    const zip = new yazl.ZipFile();
    const failed = once(zip, 'error').then(([error]: unknown[]) => {
      throw error;
    });
    const mtime = new Date(record.createdAt);
    zip.addBuffer(Buffer.from(aboutText(record, snapshot)), 'about.json', { mtime });
    for (const sheet of snapshot.sheets) {
      const name = sheet.kind === 'csv' ? `${sheet.name}.csv` : `${sheet.name}.jsonl`;
      // Opened one after the other as the file grows: they share one cursor.
      zip.addReadStreamLazy(name, { mtime, forceZip64Format: sheet.total > MANY_ROWS }, (open) =>
        open(null, Readable.from(textOf(snapshot, sheet, progress), { objectMode: false, highWaterMark: 65_536 })),
      );
    }
    zip.end();
    const file = new PassThrough();
    zip.outputStream.pipe(file);
    try {
      await Promise.race([progress.keep(file), failed]);
    } finally {
      file.destroy();
    }
  });
  const { done, bytes } = progress;
  if (!(await finishExport(desk.database.pool, record, { rows: done, bytes, keepDays: KEEP_DAYS }))) throw new StoppedError();
  return done;
}

/** How far it is, and the file as it grows: pieces of one size, written while the next is made. */
class ExportProgress {
  readonly desk: Desk;
  readonly record: ExportRecord;
  total = 0;
  done = 0;
  bytes = 0;
  step = '';
  private beatAt = 0;

  constructor(desk: Desk, record: ExportRecord) {
    this.desk = desk;
    this.record = record;
  }

  /** Throws when the export is not this worker's any more. */
  async beat(rows: number): Promise<void> {
    this.done += rows;
    const at = Date.now();
    if (at - this.beatAt < BEAT_MS) return;
    this.beatAt = at;
    const { step, done, total, bytes } = this;
    if (!(await beatExport(this.desk.database.pool, this.record, { step, done, total, bytes }))) throw new StoppedError();
  }

  async keep(file: Readable): Promise<void> {
    let no = 0;
    let waiting: Buffer[] = [];
    let size = 0;
    const flush = async (): Promise<void> => {
      const bytes = Buffer.concat(waiting);
      [waiting, size] = [[], 0];
      if (!(await insertExportPart(this.desk.database.pool, this.record, { no, bytes }))) throw new StoppedError();
      no += 1;
      this.bytes += bytes.length;
    };
    for await (const chunk of file as AsyncIterable<Buffer>) {
      waiting.push(chunk);
      size += chunk.length;
      if (size >= PART_BYTES) await flush();
    }
    if (size > 0) await flush();
  }
}

/** A list as text, some thousand rows at a time. */
async function* textOf(snapshot: ExportSnapshot, sheet: ExportSheet, progress: ExportProgress): AsyncGenerator<Buffer> {
  progress.step = sheet.name;
  let isFirst = true;
  for await (const { columns, rows } of snapshot.read(sheet)) {
    const lines =
      sheet.kind === 'csv'
        ? rows.map((row) => csvLine(row.map(cellOf)))
        : rows.map((row) => `${JSON.stringify(Object.fromEntries(columns.map((column, place) => [column, row[place]])))}\n`);
    const head = isFirst && sheet.kind === 'csv' ? UTF8_MARK + csvLine(columns) : '';
    isFirst = false;
    yield Buffer.from(head + lines.join(''));
    await progress.beat(rows.length);
  }
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(String).join(' | ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What is in the file, for whoever opens it without us. */
function aboutText({ programId, createdAt }: ExportRecord, { sheets }: ExportSnapshot): string {
  const lists = sheets.map(({ name, kind, about, total }) => ({ file: `${name}.${kind === 'csv' ? 'csv' : 'jsonl'}`, rows: total, about }));
  const notes = [
    'CSV files are UTF-8 with commas (RFC 4180); moments are ISO 8601 in UTC; money is in minor units; points are whole steps of their unit.',
    "A text that begins with = + - @ has a ' before it, so that no spreadsheet takes it for a formula.",
    'Lists of several texts in one cell are separated by " | ". JSON files have one record a line.',
    'All of it is of one moment.',
  ];
  return `${JSON.stringify({ format: FORMAT, program: programId, startedAt: instantToIso(createdAt), notes, files: lists }, null, 2)}\n`;
}

import type { VoucherLineReason, VoucherLines } from '#app/contracts/issuing.ts';
import { isHeaderLine, maskCode, readVoucherLine } from '#app/domain/rewards/voucher-lines.ts';
import type { FileText } from './issuing-desk.ts';

export const MOST_LINES = 200_000;
const MOST_CHARACTERS = 20 * 1024 * 1024;
const LISTED = 200;
/** No code with its day is as long: what comes after is not looked at, so that a file without line breaks costs nothing. */
const LONGEST_LINE = 2_000;

export interface ReadVoucher {
  readonly line: number;
  readonly code: string;
  readonly expiresOn: string | null;
}

/** A file is longer than what is taken at once. */
export class FileTooLongError extends Error {
  constructor() {
    super('the file is too long');
    this.name = 'FileTooLongError';
  }
}

/** Gathers refused lines: all are counted, the first 200 are named. */
export class RefusedLines {
  #total = 0;
  readonly #byReason = new Map<VoucherLineReason, number>();
  readonly #first: { readonly line: number; readonly reason: VoucherLineReason; readonly text: string }[] = [];

  add(line: number, reason: VoucherLineReason, text: string): void {
    this.#total += 1;
    this.#byReason.set(reason, (this.#byReason.get(reason) ?? 0) + 1);
    if (this.#first.length < LISTED) this.#first.push({ line, reason, text: maskCode(text.slice(0, 60)) });
  }

  view(): VoucherLines {
    // Batches are looked up one after the other: their refusals come in the order of the file.
    const first = this.#first.toSorted((a, b) => a.line - b.line);
    return { total: this.#total, byReason: Object.fromEntries(this.#byReason), first };
  }
}

/**
 * Reads a file of codes piece by piece, in batches of at most `size`, so that a long one never stands in memory. Lines that give no code, and those that repeat an
 * earlier one, go to `refused`. Blank lines at the end are nothing. Throws FileTooLongError.
 */
export async function* readVoucherFile(
  text: FileText,
  how: { readonly today: string; readonly size: number; readonly hash: (code: string) => Buffer; readonly refused: RefusedLines },
): AsyncGenerator<{ readonly vouchers: readonly (ReadVoucher & { readonly codeHash: Buffer })[]; readonly lines: number }> {
  const seen = new Set<string>();
  let batch: (ReadVoucher & { readonly codeHash: Buffer })[] = [];
  let blanks = 0;
  let number = 0;
  let lines = 0;
  for await (const line of linesOf(text)) {
    number += 1;
    if (number === 1 && isHeaderLine(line)) continue;
    if (line.trim() === '') {
      blanks += 1;
      if (blanks > MOST_LINES) throw new FileTooLongError();
      continue;
    }
    lines += blanks + 1;
    if (lines > MOST_LINES) throw new FileTooLongError();
    for (; blanks > 0; blanks -= 1) how.refused.add(number - blanks, 'empty', '');
    const read = readVoucherLine(line, how.today);
    if ('reason' in read) {
      how.refused.add(number, read.reason, line);
      continue;
    }
    const codeHash = how.hash(read.code);
    const key = codeHash.toString('base64');
    if (seen.has(key)) how.refused.add(number, 'doubled', read.code);
    else batch.push({ line: number, ...read, codeHash });
    seen.add(key);
    if (batch.length >= how.size) {
      yield { vouchers: batch, lines };
      batch = [];
    }
  }
  yield { vouchers: batch, lines };
}

/**
 * A file that has arrived whole, in its pieces: whoever sends it slowly keeps nobody waiting but themselves. It can be read again and again. Throws FileTooLongError.
 */
export async function takeWhole(text: FileText): Promise<() => AsyncGenerator<string>> {
  const pieces: string[] = [];
  let characters = 0;
  for await (const piece of typeof text === 'string' ? [text] : text) {
    characters += piece.length;
    if (characters > MOST_CHARACTERS) throw new FileTooLongError();
    pieces.push(piece);
  }
  return async function* () {
    for (const piece of pieces) yield await Promise.resolve(piece);
  };
}

async function* linesOf(text: FileText): AsyncGenerator<string> {
  let rest = '';
  let characters = 0;
  for await (const piece of typeof text === 'string' ? [text] : text) {
    characters += piece.length;
    if (characters > MOST_CHARACTERS) throw new FileTooLongError();
    // A line break may be cut in two between pieces.
    const whole = rest + piece;
    const cut = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
    const parts = cut.split(/\r\n|\n|\r/);
    rest = (parts.pop() ?? '').slice(0, LONGEST_LINE) + (whole.endsWith('\r') ? '\r' : '');
    for (const part of parts) yield part.slice(0, LONGEST_LINE);
  }
  yield rest.replace(/\r$/, '');
}

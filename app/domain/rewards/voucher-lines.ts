/** A line of an uploaded list: a code and, if it has one, the last day it works. */
export type VoucherLine =
  | { readonly code: string; readonly expiresOn: string | null }
  | { readonly reason: 'empty' | 'too-long' | 'unreadable' | 'bad-date' | 'over' };

export const LONGEST_VOUCHER = 200;
const HEADER = /^(code|codes|voucher|voucher code|coupon|coupon code|kod|kody|код|коды)$/i;

/** Whether the first line of a file names its columns. */
export function isHeaderLine(line: string): boolean {
  return HEADER.test(cellsOf(line)[0] ?? '');
}

/**
 * Reads a line of a CSV file: a code, then perhaps its last day ("2027-01-31"); cells are parted by comma, semicolon or tab. The code keeps its capitals and the
 * blanks within. Refuses what is no code; `today` tells which days are over.
 */
export function readVoucherLine(line: string, today: string): VoucherLine {
  const [code = '', day = ''] = cellsOf(line);
  if (code === '') return { reason: 'empty' };
  // What is not UTF-8 was replaced when it was read; control characters cannot be typed in at a till.
  if (/[\u0000-\u001f\u007f-\u009f\ufffd]/.test(code)) return { reason: 'unreadable' };
  if (code.length > LONGEST_VOUCHER) return { reason: 'too-long' };
  if (day === '') return { code, expiresOn: null };
  if (!isDay(day)) return { reason: 'bad-date' };
  return day < today ? { reason: 'over' } : { code, expiresOn: day };
}

/** A code that may be shown to staff: its middle is hidden. */
export function maskCode(code: string): string {
  const shown = code.trim();
  if (shown.length <= 4) return '•'.repeat(shown.length);
  const edge = shown.length < 9 ? 2 : 3;
  return `${shown.slice(0, edge)}•••${shown.slice(-Math.min(edge, 2))}`;
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const most = month === 2 && !isLeap ? 28 : (DAYS[month - 1] ?? 0);
  return day >= 1 && day <= most;
}

function cellsOf(line: string): string[] {
  const cells: string[] = [];
  let rest = line.replace(/^\ufeff/, '').trim();
  for (let count = 0; count < 20 && rest !== ''; count += 1) {
    const quoted = /^"((?:[^"]|"")*)"\s*(?:[,;\t]|$)/.exec(rest);
    if (quoted) {
      cells.push((quoted[1] ?? '').replaceAll('""', '"').trim());
      rest = rest.slice(quoted[0].length).trimStart();
      continue;
    }
    const end = rest.search(/[,;\t]/);
    cells.push((end === -1 ? rest : rest.slice(0, end)).trim());
    rest = end === -1 ? '' : rest.slice(end + 1);
  }
  return cells;
}

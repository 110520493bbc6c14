/** What a spreadsheet takes for a formula when a cell begins with it. */
const FORMULA = /^[=+\-@\t\r\n]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** One cell (RFC 4180). What begins like a formula gets a "'" before it, so that a spreadsheet computes nothing that a shopper typed; numbers stay numbers. */
export function csvCell(value: string): string {
  const plain = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** A line of cells with its end. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** So that spreadsheets read the letters: at the head of a file. */
export const UTF8_MARK = '\uFEFF';

import type { MemberExportRow } from '#app/contracts/members.ts';

const HEAD = ['name', 'email', 'balance', 'pending', 'tier', 'joined', 'customer_ids'];

/** Members as lines of a table (RFC 4180, UTF-8 with its mark, so that spreadsheets read the letters), a page at a time as it is asked for. */
export function memberCsv(
  pages: AsyncGenerator<readonly MemberExportRow[]>,
  tierNames: ReadonlyMap<string, string>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(`\uFEFF${HEAD.join(',')}\r\n`));
    },
    async pull(controller) {
      const page = await pages.next();
      if (page.done) controller.close();
      else if (page.value.length > 0) controller.enqueue(encoder.encode(page.value.map((row) => lineOf(row, tierNames)).join('')));
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
}

function lineOf(row: MemberExportRow, tierNames: ReadonlyMap<string, string>): string {
  const tier = row.tierId === null ? '' : (tierNames.get(row.tierId) ?? row.tierId);
  const joined = row.joinedAt?.slice(0, 10) ?? '';
  const cells = [
    text(row.name),
    text(row.email ?? ''),
    String(row.balance),
    String(row.pending),
    text(tier),
    joined,
    text(row.customerIds.join(' ')),
  ];
  return `${cells.join(',')}\r\n`;
}

/** A name that begins like a formula is not one: a spreadsheet would compute it. */
function text(value: string): string {
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

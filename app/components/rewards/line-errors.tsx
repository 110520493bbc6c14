import { BlockStack, Button, InlineStack, Text } from '@shopify/polaris';
import type { VoucherLineReason, VoucherLines } from '#app/contracts/issuing.ts';
import type { Translator } from '#app/i18n/translator.ts';
import { useI18n } from '../i18n-context.tsx';
import { StackedTable } from '../stacked-table.tsx';

const SHOWN = 10;

/** Lines of a file that have no usable code: how many of what, the first ones, and all that are named as a file. */
export function LineErrors({ lines, fileName }: { readonly lines: VoucherLines; readonly fileName: string }) {
  const i18n = useI18n();
  const { t, number } = i18n;
  const { total, byReason, first } = lines;
  const shown = first.slice(0, SHOWN);
  const reasons = Object.entries(byReason) as [VoucherLineReason, number][];
  return (
    <BlockStack gap="300">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Text as="h3" variant="headingSm">
          {t('vouchers.preview.bad', { count: total })}
        </Text>
        <Button onClick={() => saveLines(lines, fileName, i18n)}>{t('vouchers.errors.download')}</Button>
      </InlineStack>
      <ul className="rung-reasons">
        {reasons.map(([reason, count]) => (
          <li key={reason}>
            <span className="rung-strong">{number(count)}</span> {t(`vouchers.error.${reason}`)}
          </li>
        ))}
      </ul>
      <StackedTable
        caption={t('vouchers.errors.table')}
        columns={[
          { id: 'line', heading: t('vouchers.errors.line'), header: true, cell: (row) => number(row.line) },
          { id: 'text', heading: t('vouchers.errors.text'), cell: (row) => <code className="rung-code-text">{row.text}</code> },
          { id: 'reason', heading: t('vouchers.errors.reason'), cell: (row) => t(`vouchers.error.${row.reason}`) },
        ]}
        rows={shown}
        rowKey={({ line }) => String(line)}
      />
      {total > shown.length && (
        <Text as="p" tone="subdued">
          {t('vouchers.errors.first', { count: shown.length, total })}
        </Text>
      )}
    </BlockStack>
  );
}

/** The named lines as a table that a spreadsheet opens. */
function saveLines({ first }: VoucherLines, fileName: string, { t }: Translator): void {
  const rows = [
    [t('vouchers.errors.line'), t('vouchers.errors.text'), t('vouchers.errors.reason')],
    ...first.map(({ line, text, reason }) => [String(line), text, t(`vouchers.error.${reason}`)]),
  ];
  const csv = rows.map((row) => row.map(cell).join(',')).join('\r\n');
  const address = URL.createObjectURL(new Blob(['\ufeff', csv, '\r\n'], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${fileName.replace(/\.[^.]*$/, '')}-lines.csv`;
  link.click();
  URL.revokeObjectURL(address);
}

/** What a spreadsheet would take for a formula is made text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

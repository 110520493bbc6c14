import type { LoaderFunctionArgs } from '@remix-run/node';
import { tableOf, tablesToCsv } from '#app/components/analytics/analytics-tables.ts';
import { ANALYTICS_TABLES } from '#app/contracts/analytics-filters.ts';
import { readAnalyticsWish } from '#app/http/analytics-wish.ts';
import { authenticateMerchant, readOverviewOf } from '#app/http/authenticate-merchant.ts';
import { chooseLocale } from '#app/i18n/locale.ts';
import { createTranslator } from '#app/i18n/translator.ts';

/** Spreadsheets take a file for UTF-8 when it begins so. */
const BYTE_ORDER_MARK = '\uFEFF';

/** A table of the numbers page as a file, or all of them ("table=all"), under the filters of the address; courses day by day. */
export async function loader({ request, context }: LoaderFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  const { timeZone, units } = await readOverviewOf(merchant, context);
  const { searchParams } = new URL(request.url);
  const asked = searchParams.get('table');
  const wanted = asked === 'all' ? ANALYTICS_TABLES : ANALYTICS_TABLES.filter((table) => table === asked);
  if (wanted.length === 0) throw new Response(null, { status: 404, statusText: 'Not Found' });
  const { wish } = readAnalyticsWish(searchParams, { programId: merchant.programId, timeZone, now: context.now() });
  const view = await context.services.readAnalytics(wish);
  const words = createTranslator(chooseLocale(request), timeZone, units);
  const tables = wanted.map((table) => tableOf(table, view, { words, grain: 'day' }));
  const name = `rung-${asked === 'all' ? '' : `${asked ?? ''}-`}${wish.from}-${wish.to}.csv`;
  return new Response(BYTE_ORDER_MARK + tablesToCsv(tables, view.currency), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name}"`,
      'Cache-Control': 'no-store',
    },
  });
}

import { localDate } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { CurrencyCode } from '../money.ts';
import type { Program } from './program.schema.ts';

/**
 * How many units of `currency` one unit of the program's currency is at a moment, as the exact decimal text that the merchant wrote: "4.25".
 * "1" for the program's own currency. Each rate holds from the start of its local day until the next one; null when none is set for that day.
 */
export function loyaltyRate(program: Program, currency: CurrencyCode, at: Instant): string | null {
  if (currency === program.currency) return '1';
  const day = localDate(at, program.timeZone);
  const rates = program.currencies.filter(({ code }) => code === currency).flatMap((known) => known.rates);
  return (
    rates.reduce<(typeof rates)[number] | null>(
      (held, rate) => (rate.from <= day && (held === null || rate.from >= held.from) ? rate : held),
      null,
    )?.rate ?? null
  );
}

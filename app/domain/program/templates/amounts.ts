import { currencyExponent } from '../../money.ts';
import type { CurrencyCode } from '../../money.ts';

/**
 * What costs about 1.00 EUR in other countries, as a number that looks well on a shelf: 3.50 EUR, 14.00 PLN, 350 JPY. These are sizes to
 * start from, which the merchant sees and edits, not rates of exchange. What is not listed counts like EUR.
 */
const PRICE_LEVEL: Readonly<Record<CurrencyCode, number>> = {
  AED: 4,
  ARS: 1000,
  AUD: 2,
  BHD: 0.4,
  BRL: 5,
  CLP: 1000,
  CNY: 8,
  COP: 4000,
  CZK: 25,
  DKK: 8,
  EGP: 50,
  HKD: 10,
  HUF: 400,
  IDR: 20_000,
  ILS: 4,
  INR: 100,
  ISK: 150,
  JOD: 0.8,
  JPY: 100,
  KES: 150,
  KRW: 1000,
  KWD: 0.4,
  MXN: 20,
  MYR: 5,
  NGN: 1000,
  NOK: 10,
  OMR: 0.4,
  PEN: 4,
  PHP: 60,
  PLN: 4,
  QAR: 4,
  RON: 5,
  RSD: 100,
  SAR: 4,
  SEK: 10,
  THB: 40,
  TND: 4,
  TRY: 40,
  TWD: 30,
  UAH: 50,
  VND: 25_000,
  ZAR: 20,
};

/** Minor units of `currency` for something that costs that many euro cents: 350 is 350 in EUR and USD, 1400 in PLN. */
export function priceIn(currency: CurrencyCode, euroCents: number): number {
  return Math.round((euroCents * (PRICE_LEVEL[currency] ?? 1) * 10 ** currencyExponent(currency)) / 100);
}

/** The same for a map of amounts by currency, with the one currency that a new program has. */
export function moneyIn(currency: CurrencyCode, euroCents: number): Record<CurrencyCode, number> {
  return { [currency]: priceIn(currency, euroCents) };
}

/**
 * One unit of the currency as people count it, in minor units: 1.00 where that is worth counting (EUR, PLN, SEK), 100 JPY or 1000 KRW where a
 * single unit is next to nothing.
 */
export function unitOf(currency: CurrencyCode): number {
  const level = PRICE_LEVEL[currency] ?? 1;
  return level <= 10 ? 10 ** currencyExponent(currency) : priceIn(currency, 100);
}

import type { StorefrontValue, UnitNames } from '#app/contracts/storefront.ts';

/** Sentences from the extension's locale files, and numbers as the reader writes them. */
export interface Speech {
  /** "pl". */
  readonly language: string;
  /** A sentence; the replacements are texts that are ready to be read. */
  say(key: string, replacements?: Readonly<Record<string, string | number>>): string;
  /** "240 beans": the program's own word in its own plural form. */
  points(points: number, unit: UnitNames): string;
  /** "5,00 €"; minor units by the currency's own exponent. */
  money(minor: number, currency: string): string;
  /** "12 Dec"; with its year where that is not plain. */
  day(moment: string): string;
  /** What a reward gives: "5,00 € off", "10% off", "Free shipping". */
  value(value: StorefrontValue): string;
}

/** Of `shopify.i18n`, on every surface. */
interface Translator {
  readonly translate: (key: string, replacements?: Record<string, string | number>) => unknown;
}

/** A day this far away could be one of two years. */
const FAR_MS = 300 * 86_400_000;

export function createSpeech(i18n: Translator, locale: string): Speech {
  const say: Speech['say'] = (key, replacements) =>
    String(i18n.translate(key, replacements === undefined ? undefined : { ...replacements }));
  const money: Speech['money'] = (minor, currency) => {
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    const amount = minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2);
    return format.format(amount);
  };
  return {
    language: locale.split('-', 1)[0]?.toLowerCase() ?? 'en',
    say,
    money,
    points: (points, unit) => pointsText(points, unit, locale),
    day: (moment) => {
      const isFar = Math.abs(Date.parse(moment) - Date.now()) > FAR_MS;
      return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...(isFar ? { year: 'numeric' } : {}) }).format(
        new Date(moment),
      );
    },
    value: (value) => {
      switch (value.kind) {
        case 'gift-card':
        case 'store-credit':
          return money(value.amountMinor, value.currency);
        case 'amount':
          return say('value.amount', { amount: money(value.amountMinor, value.currency) });
        case 'percent':
        case 'product-percent':
          return say('value.percent', {
            percent: new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(value.percent / 100),
          });
        case 'free-shipping':
          return say('value.freeShipping');
        default:
          return say('value.gift');
      }
    },
  };
}

/** The number as the reader writes it, the word as the program names it; the word's own language chooses its form. */
function pointsText(points: number, unit: UnitNames, locale: string): string {
  const value = points / 10 ** unit.scale;
  const digits = Number.isInteger(value) ? 0 : unit.scale;
  const shown = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  const form = unit.forms[new Intl.PluralRules(unit.locale).select(Math.abs(value))] ?? unit.forms.other ?? '';
  return `${shown} ${form}`.trim();
}

import { describe, fraction, fromText, over } from '../fraction.ts';
import { localDate } from '../instant.ts';
import { currencyExponent, formatMinor } from '../money.ts';
import { assertUnreachable } from '../result.ts';
import { countOf } from '../units/unit-words.ts';
import type { OrderTrace, TraceLine, TraceRule, TraceWorth, Verdict } from './trace.ts';

/** The trace in plain words, one fact per line, in the order a person would check them with a calculator. Points carry their own name. */
export function explainTrace(trace: OrderTrace): string[] {
  return [
    ...headOf(trace),
    ...(trace.worth === null ? [] : worthLines(trace, trace.worth)),
    ...bonusLines(trace),
    ...trace.rules.flatMap((rule) => ruleLines(trace, rule)),
    ...trace.stamps.map(
      (stamp) =>
        `${stamp.name}: ${count(trace, stamp.unit, stamp.earned)}${stamp.over > 0 ? `, ${stamp.over} more were over the most for one order` : ''}${stamp.kept < stamp.earned ? `, ${stamp.kept} kept` : ''}.`,
    ),
    ...totalLines(trace),
    ...availabilityLine(trace),
    ...trace.redemptions.map(
      (each) =>
        `${each.rewardName || 'Reward'} (${each.code}): ${count(trace, 'points', each.points)} paid for it, ${each.spent} still spent, ${each.back} come back in all.`,
    ),
  ];
}

/** Why an order earns nothing (or waits), in one sentence; null when it earns. */
export function explainVerdict(verdict: Verdict, detail: string | null): string | null {
  switch (verdict) {
    case 'earns':
      return null;
    case 'not-paid':
      return `The order is not paid yet${detail ? ` (${detail.replaceAll('-', ' ')})` : ''}.`;
    case 'waiting-for-rate':
      return `Waiting for a ${detail ?? 'currency'} rate: set one, and the order settles by itself.`;
    case 'waiting-for-owner':
      return 'The order has no customer and no e-mail. It settles when its owner appears.';
    case 'owner-came-too-late':
      return 'The owner of this order appeared too late.';
    case 'test-order':
      return 'Test orders do not earn here.';
    case 'company-order':
      return 'Orders by companies do not earn.';
    case 'channel-excluded':
      return `Orders of this kind (${detail ?? 'other'}) do not earn.`;
    case 'skip-tag':
      return `The order carries the tag "${detail ?? ''}", which keeps it out.`;
    case 'before-go-live':
      return `The order was placed before the program went live${detail ? ` on ${detail}` : ''}.`;
    case 'store-does-not-earn':
      return 'Orders of this store do not earn.';
    case 'no-program-version':
      return 'No program was published when the order was placed.';
    case 'import-undone':
      return 'The import that brought the order in was undone.';
    case 'blocked':
      return 'The member was blocked when the order was placed.';
    case 'left':
      return 'The customer had left the program.';
    case 'paused':
      return 'The program was paused.';
    case 'earned-elsewhere':
      return 'The order has earned elsewhere (it was imported).';
    case 'staff-in-person':
      return 'Staff earn nothing in person.';
    case 'guests-do-not-earn':
      return 'Guests do not earn in this program.';
    case 'holdout':
      return 'The customer belongs to the group that is compared without the program.';
    case 'nothing-eligible':
      return 'Nothing on this order earns.';
    default:
      return assertUnreachable(verdict);
  }
}

function headOf(trace: OrderTrace): string[] {
  const version = trace.versionNo === null ? '' : `, under version ${trace.versionNo} of ${trace.programName ?? 'the program'}`;
  const tier = trace.tier === null ? '' : `, as ${trace.tier.name}`;
  const verdict = explainVerdict(trace.verdict, trace.verdictDetail);
  return [
    `Order ${trace.orderName}, placed on ${localDate(trace.placedAt, trace.timeZone)}${version}${tier}.`,
    ...(verdict === null ? [] : [verdict]),
  ];
}

function worthLines(trace: OrderTrace, worth: TraceWorth): string[] {
  const money = (minor: number) => `${formatMinor(minor, trace.orderCurrency)} ${trace.orderCurrency}`;
  const lines = worth.lines.map((line) => lineWords(trace, line));
  const charged = exactMoney(worth.charged, trace.orderCurrency);
  const kept = exactMoney(worth.kept, trace.orderCurrency);
  return [
    ...lines,
    ...(worth.paidShare === null || worth.paidShare === '1'
      ? []
      : [`Store credit does not earn: ${describe(fromText(worth.paidShare))} of the payment counts.`]),
    ...(worth.goodwill === null
      ? []
      : [
          `A refund of ${money(worth.goodwill.amountMinor)} without lines is spread over what was still paid: ${money(worth.goodwill.goodsMinor)} of it on goods.`,
        ]),
    ...(worth.undone === null ? [] : [`Nothing of the order is left: ${UNDONE[worth.undone]}.`]),
    `Worth ${charged} (${worth.tax === 'in' ? 'with' : 'without'} tax)${charged === kept ? '' : `, of which ${kept} is kept`}.`,
    ...(trace.rate === null
      ? []
      : [
          `At ${describe(fromText(trace.rate))} ${trace.orderCurrency} for 1 ${trace.programCurrency}: ${exactMoney(worth.chargedInProgram, trace.programCurrency ?? '')}${worth.charged === worth.kept ? '' : `, kept ${exactMoney(worth.keptInProgram, trace.programCurrency ?? '')}`}.`,
        ]),
  ];
}

const UNDONE: Readonly<Record<NonNullable<TraceWorth['undone']>, string>> = {
  cancelled: 'it was cancelled',
  removed: 'it was deleted in the shop',
  'refunded-in-full': 'it was refunded in full',
  'dispute-lost': 'its payment was charged back',
  'payment-fell-away': 'its payment fell away',
};

const LEFT_OUT: Readonly<Record<NonNullable<TraceLine['leftOut']>['code'], string>> = {
  'gift-card': 'gift cards do not earn',
  excluded: 'excluded',
  'membership-fee': 'a membership fee',
  'costs-nothing': 'costs nothing',
  'not-paid-yet': 'added by an edit and not paid yet',
};

function lineWords(trace: OrderTrace, line: TraceLine): string {
  const charged = `${formatMinor(line.chargedMinor, trace.orderCurrency)} ${trace.orderCurrency}`;
  const name = `${line.quantity} × ${line.title}: ${charged} after discounts`;
  if (line.leftOut !== null)
    return `${name}, left out: ${LEFT_OUT[line.leftOut.code]}${line.leftOut.detail ? ` (${line.leftOut.detail})` : ''}.`;
  const counted = exactMoney(line.charged, trace.orderCurrency);
  const kept = line.charged === line.kept ? '' : `, kept ${exactMoney(line.kept, trace.orderCurrency)}`;
  const factor = line.factor === null ? '' : `, ${describe(fromText(line.factor))}×`;
  return `${name}${counted === charged ? '' : `, ${counted} counts`}${kept}${factor}; its part: ${count(trace, 'points', line.points)}.`;
}

function bonusLines(trace: OrderTrace): string[] {
  if (trace.bonuses.length === 0 || trace.combine === null) return [];
  const list = trace.bonuses.map((bonus) => `${bonus.name} ${bonus.times}×${bonus.onSomeLines ? ' (on some lines)' : ''}`).join(', ');
  const all =
    trace.combine.how === 'add'
      ? `1 + ${trace.bonuses.map((bonus) => describe(fromText(decrement(bonus.times)))).join(' + ')}`
      : trace.bonuses.map((bonus) => bonus.times).join(' × ');
  const cap = trace.combine.cap === null ? '' : `, at most ${trace.combine.cap}×`;
  return [trace.bonuses.length === 1 ? `Bonus: ${list}${cap}.` : `Bonuses: ${list}; together ${all}${cap}.`];
}

/** "2.5" → "1.5": what a bonus adds. */
function decrement(times: string): string {
  const value = fromText(times);
  return `${value.numerator - value.denominator}/${value.denominator}`;
}

const NOT_GIVEN: Readonly<Record<Exclude<TraceRule['outcome'], 'gives'>, string>> = {
  'below-minimum': 'the order is worth less than its minimum',
  'no-such-product': 'no such product on the order',
  'not-this-order': 'not this time',
  'no-visit': 'not a visit that counts',
  'not-now': 'not at this time',
  'not-for-them': 'not for this member',
  'no-room': 'the limit is reached',
  'another-gives-more': 'another rule gives more',
};

function ruleLines(trace: OrderTrace, rule: TraceRule): string[] {
  if (rule.outcome !== 'gives') return [`${rule.name} (${rule.words}): nothing, ${NOT_GIVEN[rule.outcome]}${detailWords(trace, rule)}.`];
  const carry = rule.carryIn === null ? '' : ` + ${describe(fromText(rule.carryIn))} carried over`;
  const exact = describe(fromText(rule.exact));
  const base = baseWords(trace, rule);
  const rounded = rule.cut?.from ?? rule.earned;
  const cut = rule.cut === null ? '' : `, cut to ${rule.earned} by ${rule.cut.by}`;
  const how = `${rule.name} (${rule.words}): ${base} give ${exact}${carry}${exact === String(rounded) ? '' : `, rounded ${roundingWords(trace)} once for the order: ${rounded}`}${cut}.`;
  if (rule.kept === rule.earned) return [how];
  return [
    how,
    rule.kept === 0
      ? 'Nothing of it is kept.'
      : `Of it kept: ${describe(fromText(rule.keptExact))}${carry}, that is ${rule.kept}; ${rule.earned - rule.kept} undone.`,
  ];
}

/** "100.00 EUR", or with bonuses "33.33 EUR × 4 + 20.00 EUR × 2". */
function baseWords(trace: OrderTrace, rule: TraceRule): string {
  const currency = trace.programCurrency ?? '';
  if (rule.parts.every(({ factor }) => factor === '1')) return exactMoney(rule.base, currency);
  return rule.parts.map(({ factor, base }) => `${exactMoney(base, currency)} × ${describe(fromText(factor))}`).join(' + ');
}

function detailWords(trace: OrderTrace, rule: TraceRule): string {
  if (rule.detail === null) return '';
  return rule.outcome === 'below-minimum'
    ? ` of ${formatMinor(Number(rule.detail), trace.programCurrency ?? '')} ${trace.programCurrency}`
    : ` (${rule.detail})`;
}

function roundingWords(trace: OrderTrace): string {
  return trace.rounding === 'nearest' ? 'to the nearest' : trace.rounding === 'up' ? 'up' : 'down';
}

function totalLines(trace: OrderTrace): string[] {
  return Object.entries(trace.totals).map(([unit, { earned, reversed, change }]) => {
    const undone = reversed > 0 ? `, ${reversed} undone, ${earned - reversed} stand` : '';
    const now = change === 0 ? 'nothing changes now' : `${change > 0 ? '+' : '−'}${Math.abs(change)} now`;
    return `In all: ${count(trace, unit, earned)} earned${undone}; ${now}.`;
  });
}

function availabilityLine(trace: OrderTrace): string[] {
  const { availability } = trace;
  const stands = Object.values(trace.totals).some(({ earned, reversed }) => earned > reversed);
  if (availability === null || !stands) return [];
  if (availability.frozen === 'dispute') return ['They wait: the payment is disputed.'];
  if (availability.frozen === 'risk') return ['They wait: the payment looks risky, and the order is not fulfilled.'];
  const day = localDate(availability.at, trace.timeZone);
  if (availability.at <= trace.decidedAt) return [`They can be spent since ${day}.`];
  return [
    availability.basis === 'backstop'
      ? `They can be spent on ${day} at the latest, sooner once the goods were sent.`
      : `They can be spent from ${day}.`,
  ];
}

function count(trace: OrderTrace, unit: string, steps: number): string {
  const words = trace.units[unit];
  return words ? countOf(steps, words) : String(steps);
}

/** An exact amount of minor units as a decimal in the currency: "42.86 EUR", "33.333333… EUR". */
function exactMoney(minor: string, currency: string): string {
  const major = over(fromText(minor), fraction(10n ** BigInt(currencyExponent(currency))));
  const text = describe(major);
  const places = text.split('.')[1]?.length ?? 0;
  return `${text.endsWith('…') || places > currencyExponent(currency) ? text : padded(text, currencyExponent(currency))} ${currency}`;
}

function padded(text: string, exponent: number): string {
  const [whole, places = ''] = text.split('.');
  return exponent === 0 ? (whole ?? text) : `${whole}.${places.padEnd(exponent, '0')}`;
}

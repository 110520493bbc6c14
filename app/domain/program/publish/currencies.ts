import type { CurrencyCode } from '../../money.ts';
import { amountsStated } from '../../rewards/reward-amounts.ts';
import type { Program } from '../program.schema.ts';
import { day, listed } from '../../saying.ts';
import type { Fact } from '../../saying.ts';
import { doubtful, part, wrong } from './finding.ts';
import type { Finding, FindingCode, PublishContext } from './finding.ts';

/** Every currency that the program must have an answer for: its own, those its stores sell in, and those it lists. */
export function currenciesNeeded(program: Program, context: PublishContext): readonly CurrencyCode[] {
  return [...new Set([program.currency, ...context.currenciesInUse, ...program.currencies.map(({ code }) => code)])];
}

/** A loyalty rate for every other currency, each currency and each day named once. */
export function checkCurrencies(program: Program, context: PublishContext): Finding[] {
  const findings: Finding[] = [];
  const listedRates = new Map<CurrencyCode, readonly { readonly from: string }[]>();
  program.currencies.forEach(({ code, rates }, index) => {
    const path = `currencies.${index}`;
    if (listedRates.has(code)) findings.push(wrong(path, 'currency.twice', { code }));
    listedRates.set(code, rates);
    if (code === program.currency) findings.push(doubtful(path, 'currency.own-listed', { code }));
    const days = rates.map(({ from }) => from);
    const twice = [...new Set(days.filter((day, at) => days.indexOf(day) !== at))];
    if (twice.length > 0) findings.push(wrong(`${path}.rates`, 'currency.two-rates', { code, days: listed(twice.map(day)) }));
  });
  for (const code of currenciesNeeded(program, context)) {
    if (code === program.currency || (listedRates.get(code) ?? []).length > 0) continue;
    findings.push(wrong('currencies', 'currency.no-rate', { code, currency: program.currency }));
  }
  return findings;
}

interface MoneyField {
  readonly path: string;
  /** As "… has no amount in PLN yet" begins. */
  readonly what: Fact;
  readonly amounts: Readonly<Record<CurrencyCode, number>>;
  /** Nothing is given or asked when the amount is 0. */
  readonly positive: boolean;
}

/** Every value, minimum, threshold and cap has an amount in every currency (rules, 3). */
export function checkMoneyGaps(program: Program, context: PublishContext): Finding[] {
  const needed = currenciesNeeded(program, context);
  return moneyFields(program).flatMap(({ path, what, amounts, positive }) => {
    const missing = needed.filter((code) => amounts[code] === undefined);
    const nothing = positive ? needed.filter((code) => amounts[code] === 0) : [];
    return [
      ...(missing.length > 0 ? [wrong(path, 'amount.missing', { what, list: listed(missing) })] : []),
      ...(nothing.length > 0 ? [wrong(path, 'amount.nothing', { what, list: listed(nothing) })] : []),
    ];
  });
}

function moneyFields(program: Program): MoneyField[] {
  const { referral, liability } = program;
  // The daily limit speaks of what is issued as money; where nothing is, its gaps harm nobody.
  const issues = program.rewards.some(({ active, value }) => active && (value.kind === 'gift-card' || value.kind === 'store-credit'));
  const capped = issues && Object.keys(program.redeeming.issuedPerDay).length > 0;
  return [
    ...rewardMoney(program),
    ...tierMoney(program),
    ...(referral?.active === true && Object.keys(referral.minimumOrder).length > 0
      ? [{ path: 'referral.minimumOrder', what: part('amount-of.friend-minimum'), amounts: referral.minimumOrder, positive: false }]
      : []),
    ...(liability.per100Points === null
      ? []
      : [
          {
            path: 'liability.per100Points',
            what: part('amount-of.liability'),
            amounts: liability.per100Points,
            positive: false,
          },
        ]),
    ...(capped
      ? [
          {
            path: 'redeeming.issuedPerDay',
            what: part('amount-of.day-limit'),
            amounts: program.redeeming.issuedPerDay,
            positive: false,
          },
        ]
      : []),
  ];
}

const AMOUNTS_OF_REWARD: Readonly<Record<string, FindingCode>> = {
  'value.amounts': 'amount-of.reward',
  'value.cap': 'amount-of.reward-cap',
  'value.worth': 'amount-of.reward-worth',
  minimumOrder: 'amount-of.reward-minimum',
};

function rewardMoney(program: Program): MoneyField[] {
  return program.rewards.flatMap((reward, index) => {
    if (!reward.active) return [];
    return amountsStated(reward).map(({ path, amounts }) => ({
      path: `rewards.${index}.${path}`,
      what: part(AMOUNTS_OF_REWARD[path] ?? 'amount-of.reward', { name: reward.name }),
      amounts,
      positive: path === 'value.amounts' || path === 'value.cap',
    }));
  });
}

function tierMoney(program: Program): MoneyField[] {
  return program.tiers.list.flatMap((tier, index) =>
    tier.ways.flatMap((way, at): MoneyField[] => {
      const path = `tiers.list.${index}.ways.${at}`;
      if (way.kind === 'spend')
        return [{ path: `${path}.atLeast`, what: part('amount-of.spend', { name: tier.name }), amounts: way.atLeast, positive: true }];
      if (way.kind !== 'paid') return [];
      return way.plans.map((plan, number) => ({
        path: `${path}.plans.${number}.price`,
        what: part('amount-of.plan', { name: tier.name, plan: plan.name }),
        amounts: plan.price,
        positive: false,
      }));
    }),
  );
}

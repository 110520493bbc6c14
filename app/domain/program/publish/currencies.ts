import type { CurrencyCode } from '../../money.ts';
import { amountsStated } from '../../rewards/reward-amounts.ts';
import type { Program } from '../program.schema.ts';
import { doubtful, listed, wrong } from './finding.ts';
import type { Finding, PublishContext } from './finding.ts';

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
    if (listedRates.has(code)) findings.push(wrong(path, `${code} is listed twice. Put all its rates in one place.`));
    listedRates.set(code, rates);
    if (code === program.currency) findings.push(doubtful(path, `${code} is the program's own currency: its rates are never used.`));
    const days = rates.map(({ from }) => from);
    const twice = [...new Set(days.filter((day, at) => days.indexOf(day) !== at))];
    if (twice.length > 0) findings.push(wrong(`${path}.rates`, `${code} has two rates from ${listed(twice)} on. Keep one.`));
  });
  for (const code of currenciesNeeded(program, context)) {
    if (code === program.currency || (listedRates.get(code) ?? []).length > 0) continue;
    findings.push(
      wrong(
        'currencies',
        `Set a rate for ${code}: how many ${code} count as 1 ${program.currency}? Without it orders in ${code} earn nothing and wait.`,
      ),
    );
  }
  return findings;
}

interface MoneyField {
  readonly path: string;
  /** As "… has no amount in PLN yet" begins. */
  readonly what: string;
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
      ...(missing.length > 0 ? [wrong(path, `${what} has no amount in ${listed(missing)} yet.`)] : []),
      ...(nothing.length > 0 ? [wrong(path, `${what} is 0 in ${listed(nothing)}. Give it an amount.`)] : []),
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
      ? [{ path: 'referral.minimumOrder', what: 'The friend’s minimum order', amounts: referral.minimumOrder, positive: false }]
      : []),
    ...(liability.per100Points === null
      ? []
      : [
          {
            path: 'liability.per100Points',
            what: 'What 100 points are worth in the books',
            amounts: liability.per100Points,
            positive: false,
          },
        ]),
    ...(capped
      ? [
          {
            path: 'redeeming.issuedPerDay',
            what: 'The daily limit for gift cards and credit',
            amounts: program.redeeming.issuedPerDay,
            positive: false,
          },
        ]
      : []),
  ];
}

const REWARD_WORDS: Readonly<Record<string, (name: string) => string>> = {
  'value.amounts': (name) => `"${name}"`,
  'value.cap': (name) => `The highest discount of "${name}"`,
  'value.worth': (name) => `What "${name}" is worth to you`,
  minimumOrder: (name) => `The minimum order of "${name}"`,
};

function rewardMoney(program: Program): MoneyField[] {
  return program.rewards.flatMap((reward, index) => {
    if (!reward.active) return [];
    return amountsStated(reward).map(({ path, amounts }) => ({
      path: `rewards.${index}.${path}`,
      what: REWARD_WORDS[path]?.(reward.name) ?? `"${reward.name}"`,
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
        return [{ path: `${path}.atLeast`, what: `The spend that ${tier.name} needs`, amounts: way.atLeast, positive: true }];
      if (way.kind !== 'paid') return [];
      return way.plans.map((plan, number) => ({
        path: `${path}.plans.${number}.price`,
        what: `The price of ${tier.name}, ${plan.name},`,
        amounts: plan.price,
        positive: false,
      }));
    }),
  );
}

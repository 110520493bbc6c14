import { formatMinor } from '../../money.ts';
import type { Reward } from '../../rewards/reward.schema.ts';
import type { ProductFilter } from '../../values.schema.ts';
import type { Program } from '../program.schema.ts';
import { doubtful, listed, wrong } from './finding.ts';
import type { Finding, PublishContext } from './finding.ts';

/** Each reward that is switched on can really be redeemed: its cost, its products, its day and its limits go together. */
export function checkRewards(program: Program, context: PublishContext): Finding[] {
  return program.rewards.flatMap((reward, index) => {
    if (!reward.active) return [];
    const path = `rewards.${index}`;
    return [
      ...checkCost(program, reward, path),
      ...checkProducts(reward, path),
      ...checkIssuing(program, reward, path),
      ...checkDays(reward, path, context.today ?? null),
    ];
  });
}

function checkCost(program: Program, reward: Reward, path: string): Finding[] {
  const { cost, value } = reward;
  if (cost.kind === 'card' || cost.kind === 'given') return [];
  const findings: Finding[] = [];
  if (cost.unit !== 'points' && !program.units.cashback.some(({ currency }) => cost.unit === `cashback:${currency}`)) {
    findings.push(
      wrong(`${path}.cost.unit`, `"${reward.name}" costs cashback in ${cost.unit.slice(9)}, but the program has no such cashback.`),
    );
  }
  if (cost.kind !== 'any-amount') return findings;
  if (!('amounts' in value))
    findings.push(wrong(`${path}.cost`, `Only amounts of money can be chosen freely: give "${reward.name}" a fixed cost.`));
  if (cost.min % cost.step !== 0)
    findings.push(wrong(`${path}.cost.min`, `The least of "${reward.name}" (${cost.min}) is not a whole number of steps of ${cost.step}.`));
  if (cost.max !== null && cost.max < cost.min)
    findings.push(wrong(`${path}.cost.max`, `The most of "${reward.name}" (${cost.max}) is below its least (${cost.min}).`));
  return findings;
}

const BY_CODE: readonly Reward['value']['kind'][] = ['amount', 'percent', 'free-shipping', 'free-product', 'product-percent'];

/** Discounts of the platforms know products and collections; a free product must be named. */
function checkProducts(reward: Reward, path: string): Finding[] {
  const { value } = reward;
  if (!BY_CODE.includes(value.kind)) return [];
  const filters = [{ at: `${path}.only`, only: reward.only }, ...('only' in value ? [{ at: `${path}.value.only`, only: value.only }] : [])];
  const unknown = filters.flatMap(({ at, only }) => {
    const named = [
      ...(only.tags.length > 0 ? ['tags'] : []),
      ...(only.vendors.length > 0 ? ['vendors'] : []),
      ...(only.productTypes.length > 0 ? ['product types'] : []),
    ];
    return named.length > 0
      ? [wrong(at, `A discount code cannot look at ${listed(named)}: choose products or a collection for "${reward.name}".`)]
      : [];
  });
  if (value.kind === 'free-product' && value.only.productIds.length === 0)
    return [...unknown, wrong(`${path}.value.only`, `Choose the product that "${reward.name}" gives.`)];
  if (value.kind === 'product-percent' && isEveryProduct(value.only)) {
    return [
      ...unknown,
      wrong(`${path}.value.only`, `Choose the products that "${reward.name}" is for, or make it a discount on the whole order.`),
    ];
  }
  return unknown;
}

function checkIssuing(program: Program, reward: Reward, path: string): Finding[] {
  const { value } = reward;
  if (value.kind !== 'gift-card' && value.kind !== 'store-credit') return [];
  const { issuedPerDay, issuedPerDayDefaultMinor } = program.redeeming;
  const tooMuch = Object.entries(value.amounts).filter(([currency, minor]) => minor > (issuedPerDay[currency] ?? issuedPerDayDefaultMinor));
  return tooMuch.map(([currency, minor]) => {
    const limit = issuedPerDay[currency] ?? issuedPerDayDefaultMinor;
    const amounts = `${formatMinor(minor, currency)} ${currency}, and only ${formatMinor(limit, currency)} a day`;
    return wrong(
      `${path}.value.amounts`,
      `Nobody can get "${reward.name}": it is worth ${amounts} may be given to one member. Lower it or raise the daily limit.`,
    );
  });
}

function checkDays(reward: Reward, path: string, today: string | null): Finding[] {
  if (today === null) return [];
  if (reward.value.kind === 'draw' && reward.value.drawnOn <= today)
    return [wrong(`${path}.value.drawnOn`, `"${reward.name}" was drawn on ${reward.value.drawnOn}. Choose a day that is still to come.`)];
  if (reward.dates.until !== null && reward.dates.until < today)
    return [doubtful(`${path}.dates.until`, `"${reward.name}" ended on ${reward.dates.until}.`)];
  return [];
}

export function isEveryProduct(filter: ProductFilter): boolean {
  return [filter.productIds, filter.collections, filter.tags, filter.vendors, filter.productTypes].every((list) => list.length === 0);
}

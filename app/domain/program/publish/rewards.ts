import type { Reward } from '../../rewards/reward.schema.ts';
import type { ProductFilter } from '../../values.schema.ts';
import type { Program } from '../program.schema.ts';
import { day, listed, money } from '../../saying.ts';
import { doubtful, part, wrong } from './finding.ts';
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
    findings.push(wrong(`${path}.cost.unit`, 'reward.no-such-cashback', { name: reward.name, currency: cost.unit.slice(9) }));
  }
  if (cost.kind !== 'any-amount') return findings;
  if (!('amounts' in value)) findings.push(wrong(`${path}.cost`, 'reward.free-cost-not-money', { name: reward.name }));
  if (cost.min % cost.step !== 0)
    findings.push(wrong(`${path}.cost.min`, 'reward.least-not-steps', { name: reward.name, min: cost.min, step: cost.step }));
  if (cost.max !== null && cost.max < cost.min)
    findings.push(wrong(`${path}.cost.max`, 'reward.most-below-least', { name: reward.name, max: cost.max, min: cost.min }));
  return findings;
}

const BY_CODE: readonly Reward['value']['kind'][] = ['amount', 'percent', 'free-shipping', 'free-product', 'product-percent'];

/** Discounts of the platforms know products and collections; a free product must be named. */
function checkProducts(reward: Reward, path: string): Finding[] {
  const { value } = reward;
  if (!BY_CODE.includes(value.kind)) return [];
  const filters = [{ at: `${path}.only`, only: reward.only }, ...('only' in value ? [{ at: `${path}.value.only`, only: value.only }] : [])];
  const unknown = filters.flatMap(({ at, only }) => {
    const named = (['tags', 'vendors', 'productTypes'] as const).filter((field) => only[field].length > 0);
    const list = listed(named.map((field) => part(`look.${field}`)));
    return named.length > 0 ? [wrong(at, 'reward.code-cannot-look', { list, name: reward.name })] : [];
  });
  if (value.kind === 'free-product' && value.only.productIds.length === 0)
    return [...unknown, wrong(`${path}.value.only`, 'reward.choose-product', { name: reward.name })];
  if (value.kind === 'product-percent' && isEveryProduct(value.only)) {
    return [...unknown, wrong(`${path}.value.only`, 'reward.choose-products', { name: reward.name })];
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
    const amounts = { worth: money(minor, currency), limit: money(limit, currency) };
    return wrong(`${path}.value.amounts`, 'reward.over-day-limit', { name: reward.name, ...amounts });
  });
}

function checkDays(reward: Reward, path: string, today: string | null): Finding[] {
  if (today === null) return [];
  if (reward.value.kind === 'draw' && reward.value.drawnOn <= today)
    return [wrong(`${path}.value.drawnOn`, 'reward.drawn', { name: reward.name, day: day(reward.value.drawnOn) })];
  if (reward.dates.until !== null && reward.dates.until < today)
    return [doubtful(`${path}.dates.until`, 'reward.ended', { name: reward.name, day: day(reward.dates.until) })];
  return [];
}

export function isEveryProduct(filter: ProductFilter): boolean {
  return [filter.productIds, filter.collections, filter.tags, filter.vendors, filter.productTypes].every((list) => list.length === 0);
}

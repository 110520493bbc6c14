import type { EarningRule } from '../../earning/earning.schema.ts';
import type { Program } from '../program.schema.ts';
import { day, percent, times } from '../../saying.ts';
import { doubtful, wrong } from './finding.ts';
import type { Finding, PublishContext } from './finding.ts';
import { isEveryProduct } from './rewards.ts';

/** Rules, campaigns and settings of orders do not contradict each other. */
export function checkEarning(program: Program, context: PublishContext): Finding[] {
  return [
    ...checkStoreCredit(program),
    ...checkRules(program),
    ...checkBonuses(program),
    ...checkCampaigns(program, context.today ?? null),
    ...checkArms(program),
  ];
}

/** A return paid out as store credit may only be no refund when paying with store credit earns nothing (rules, 2). */
function checkStoreCredit({ worth }: Program): Finding[] {
  if (worth.storeCreditReturnsAreRefunds || !worth.storeCreditPaymentsEarn) return [];
  return [wrong('worth.storeCreditReturnsAreRefunds', 'earning.store-credit-twice')];
}

function checkRules(program: Program): Finding[] {
  return program.earning.rules.flatMap((rule, index) => {
    if (!rule.active) return [];
    const path = `earning.rules.${index}`;
    return [...checkUnit(program, rule, path), ...checkFilter(rule, path)];
  });
}

function checkUnit(program: Program, rule: EarningRule, path: string): Finding[] {
  if (rule.unit === 'points' || program.units.cashback.some(({ currency }) => rule.unit === `cashback:${currency}`)) return [];
  return [wrong(`${path}.unit`, 'earning.no-such-cashback', { name: rule.name, currency: rule.unit.slice(9) })];
}

function checkFilter(rule: EarningRule, path: string): Finding[] {
  if (rule.kind === 'product-multiple' && isEveryProduct(rule.args.products)) {
    return [doubtful(`${path}.args.products`, 'earning.multiplies-all', { name: rule.name })];
  }
  if (rule.kind === 'action' && rule.args.action === 'custom' && rule.args.code === null) {
    return [wrong(`${path}.args.code`, 'earning.event-without-name', { name: rule.name })];
  }
  return [];
}

function checkBonuses(program: Program): Finding[] {
  const { bonuses } = program.earning;
  if (bonuses.combine !== 'multiply') return [];
  const tier = Math.max(1, ...program.tiers.list.map(({ multiplier }) => Number(multiplier)));
  const campaign = Math.max(1, ...program.campaigns.map((each) => (each.active && each.kind === 'multiplier' ? Number(each.times) : 1)));
  const together = Math.round(tier * campaign * 1000) / 1000;
  if (tier === 1 || campaign === 1 || (bonuses.cap !== null && Number(bonuses.cap) < together)) return [];
  return [
    doubtful('earning.bonuses', 'earning.bonuses-multiply', {
      tier: times(tier),
      campaign: times(campaign),
      together: times(together),
      added: times(Math.round((tier + campaign - 1) * 1000) / 1000),
    }),
  ];
}

function checkCampaigns(program: Program, today: string | null): Finding[] {
  return program.campaigns.flatMap((campaign, index) => {
    if (!campaign.active) return [];
    const path = `campaigns.${index}`;
    const { dates } = campaign;
    const findings: Finding[] = [];
    if (
      (campaign.kind === 'gift' || campaign.kind === 'challenge') &&
      campaign.points === null &&
      campaign.rewardId === null &&
      !('badge' in campaign && campaign.badge !== null)
    ) {
      findings.push(wrong(path, 'campaign.gives-nothing', { name: campaign.name }));
    }
    if (today !== null && dates.until !== null && dates.until < today)
      findings.push(doubtful(`${path}.dates.until`, 'campaign.ended', { name: campaign.name, day: day(dates.until) }));
    const isEndless = dates.until === null && dates.weekdays.length === 0 && campaign.first === null && campaign.budget === null;
    if (campaign.kind === 'multiplier' && isEndless)
      findings.push(doubtful(`${path}.dates`, 'campaign.endless', { name: campaign.name, times: times(campaign.times) }));
    return findings;
  });
}

function checkArms({ arms }: Program): Finding[] {
  const others = arms.slice(1).reduce((sum, arm) => sum + arm.percent, 0);
  return others > 100 ? [wrong('arms', 'arms.too-many', { percent: percent(others), most: percent(100) })] : [];
}

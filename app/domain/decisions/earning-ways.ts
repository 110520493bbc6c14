import { describe, fractionFromDecimal } from '../fraction.ts';
import type { Instant } from '../instant.ts';
import { POINTS } from '../ledger/posting.ts';
import type { Program } from '../program/program.schema.ts';
import { armOf, whyNotInAudience, whyNotOnDate } from '../segments/matches-audience.ts';

export interface EarningWaysInput {
  readonly program: Program;
  readonly storeId: string;
  /** Null: nobody is signed in, or nobody we know. */
  readonly memberId: string | null;
  readonly joined: boolean;
  readonly tierId: string | null;
  readonly ordersBefore: number;
  readonly now: Instant;
}

/** A way to earn as a page lists it. */
export interface EarningWay {
  readonly ruleId: string;
  readonly kind: string;
  readonly name: string;
  /** Null where it depends on the order. */
  readonly points: number | null;
  readonly rate: { readonly points: number; readonly perMinor: number } | null;
  /** A decimal text where it multiplies. */
  readonly times?: string;
  readonly state: 'open' | 'done';
}

/** The ways to earn points that hold now for whoever looks, welcome first. Only kinds that really pay: what members do besides buying is not listed before it does. */
export function earningWays(input: EarningWaysInput): EarningWay[] {
  const { program } = input;
  const { points } = program.joining.welcome;
  const welcome: EarningWay[] =
    points === null ? [] : [{ ruleId: 'welcome', kind: 'welcome', name: '', points, rate: null, state: input.joined ? 'done' : 'open' }];
  const rules = program.earning.rules.filter((rule) => rule.unit === POINTS && holds(rule, input)).flatMap((rule) => wayOf(rule, input));
  const campaigns = program.campaigns.filter((campaign) => holds(campaign, input)).flatMap(campaignWay);
  return [...welcome, ...rules, ...campaigns];
}

type Rule = Program['earning']['rules'][number];

function wayOf(rule: Rule, input: EarningWaysInput): EarningWay[] {
  const shared = { ruleId: rule.id, kind: rule.kind, name: rule.name, rate: null, state: 'open' as const };
  switch (rule.kind) {
    case 'action':
      return [];
    case 'per-amount':
      return [{ ...shared, points: null, rate: rateOf(rule.args) }];
    case 'product-multiple':
      return [{ ...shared, points: null, times: timesOf(rule.args.times) }];
    case 'per-product': {
      const { numerator, denominator } = fractionFromDecimal(rule.args.points);
      return [{ ...shared, points: denominator === 1n ? Number(numerator) : Number(rule.args.points) }];
    }
    case 'first-order':
      return [{ ...shared, points: rule.args.points, state: input.ordersBefore > 0 ? 'done' : 'open' }];
    case 'nth-order':
      return [{ ...shared, points: rule.args.points, state: !rule.args.every && input.ordersBefore >= rule.args.nth ? 'done' : 'open' }];
    default:
      return [{ ...shared, points: rule.args.points }];
  }
}

function campaignWay(campaign: Program['campaigns'][number]): EarningWay[] {
  const shared = { ruleId: campaign.id, kind: `campaign-${campaign.kind}`, name: campaign.name, rate: null, state: 'open' as const };
  switch (campaign.kind) {
    case 'multiplier':
      return [{ ...shared, points: null, times: timesOf(campaign.times) }];
    case 'bonus':
      return [{ ...shared, points: campaign.points }];
    case 'extra-rate':
      return [{ ...shared, points: null, rate: rateOf(campaign) }];
    default:
      return [];
  }
}

/** The audience is judged as far as it is known; of nobody only what is for everybody is promised. */
function holds(thing: Pick<Rule, 'id' | 'active' | 'dates' | 'audience'>, input: EarningWaysInput): boolean {
  const { program, memberId, now } = input;
  const facts = {
    ...{ storeId: input.storeId, locationId: null, region: null, channel: null, segments: [], tierId: input.tierId },
    ...{ arm: memberId === null ? null : armOf(program.arms, memberId), memberId },
  };
  // A way of buying or a place narrows where it is earned, not whether it is.
  const audience = { ...thing.audience, channels: [], locations: [] };
  return thing.active && whyNotOnDate(thing.dates, now, program.timeZone) === null && whyNotInAudience(audience, facts, thing.id) === null;
}

/** Whole points for so many minor units: "0.5 for every 1.00" is 5 for every 10.00. */
function rateOf({ points, perMinor }: { readonly points: string; readonly perMinor: number }): EarningWay['rate'] {
  const { numerator, denominator } = fractionFromDecimal(points);
  return { points: Number(numerator), perMinor: perMinor * Number(denominator) };
}

function timesOf(multiplier: string): string {
  return describe(fractionFromDecimal(multiplier));
}

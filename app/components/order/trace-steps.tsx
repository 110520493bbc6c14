import { Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import type { OrderTrace, TraceRule } from '#app/domain/decisions/trace.ts';
import type { Translator } from '#app/i18n/translator.ts';
import { reasonText } from '#app/i18n/reason-text.ts';
import { useI18n } from '../i18n-context.tsx';
import { exactDecimal, exactMain, unitText, unitsOf } from './read-trace.ts';

interface Step {
  readonly id: string;
  readonly name: string;
  readonly text: ReactNode;
  readonly result?: string;
  /** Of a rule that gave nothing. */
  readonly muted?: boolean;
}

/** From the worth of the lines to points, one step a line, so that a person can follow with a calculator. */
export function TraceSteps({ trace, heading }: { readonly trace: OrderTrace; readonly heading: 'h3' | 'h4' }) {
  const words = useI18n();
  const steps = [worthSteps, bonusSteps, ruleSteps, totalSteps, dateSteps].flatMap((stepsOf) => stepsOf(trace, words));
  if (steps.length === 0) return null;
  return (
    <div>
      <Text as={heading} variant="headingXs">
        {words.t('trace.steps')}
      </Text>
      <dl className="rung-calculation">
        {steps.map((step) => (
          <div key={step.id} className={step.muted ? 'rung-muted' : undefined}>
            <dt>{step.name}</dt>
            <dd>{step.text}</dd>
            <dd className="rung-calculation-result">{step.result ?? ''}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function worthSteps(trace: OrderTrace, words: Translator): Step[] {
  const { t, money, exactMoney, exactNumber } = words;
  const { worth, orderCurrency, programCurrency, rate } = trace;
  if (worth === null) return [];
  const steps: Step[] = [];
  const amount = exactMoney(exactMain(worth.charged, orderCurrency), orderCurrency);
  const kept = exactMoney(exactMain(worth.kept, orderCurrency), orderCurrency);
  const tax = t(worth.tax === 'in' ? 'trace.worth.tax-in' : 'trace.worth.tax-out');
  steps.push({
    id: 'worth',
    name: t('trace.worth'),
    text: kept === amount ? tax : `${tax} ${t('trace.worth.kept', { kept })}`,
    result: amount,
  });
  if (worth.undone !== null) steps.push({ id: 'undone', name: t('trace.undone'), text: t(`trace.undone.${worth.undone}`) });
  if (worth.goodwill !== null && worth.goodwill.amountMinor > 0) {
    const goods = money(worth.goodwill.goodsMinor, orderCurrency);
    steps.push({
      id: 'goodwill',
      name: t('trace.goodwill'),
      text: t('trace.goodwill.text', { amount: money(worth.goodwill.amountMinor, orderCurrency), goods }),
    });
  }
  if (worth.paidShare !== null)
    steps.push({
      id: 'share',
      name: t('trace.paid-share'),
      text: t('trace.paid-share.text'),
      result: exactNumber(exactDecimal(worth.paidShare)),
    });
  if (rate !== null && programCurrency !== null) {
    const result = exactMoney(exactMain(worth.chargedInProgram, programCurrency), programCurrency);
    steps.push({
      id: 'rate',
      name: t('trace.rate'),
      text: t('trace.rate.text', { program: programCurrency, rate: exactNumber(exactDecimal(rate)), order: orderCurrency }),
      result,
    });
  }
  return steps;
}

function bonusSteps(trace: OrderTrace, words: Translator): Step[] {
  const { t, exactNumber } = words;
  if (trace.bonuses.length === 0) return [];
  const text = trace.bonuses
    .map((bonus) => `${bonus.name} ×${exactNumber(exactDecimal(bonus.times))}${bonus.onSomeLines ? ` (${t('trace.bonus.some')})` : ''}`)
    .join(' · ');
  const how = trace.combine === null || trace.bonuses.length < 2 ? '' : ` ${t(`trace.combine.${trace.combine.how}`)}`;
  const cap = trace.combine?.cap == null ? '' : ` ${t('trace.combine.cap', { cap: exactNumber(exactDecimal(trace.combine.cap)) })}`;
  return [{ id: 'bonuses', name: t('trace.bonuses'), text: `${text}.${how}${cap}` }];
}

function ruleSteps(trace: OrderTrace, words: Translator): Step[] {
  const { t, exactMoney, exactNumber } = words;
  const { programCurrency } = trace;
  return trace.rules.flatMap((rule): Step[] => {
    if (rule.outcome !== 'gives') {
      return [
        {
          id: `rule-${rule.ruleId}`,
          name: rule.name,
          muted: true,
          text: `${reasonText(rule.words, words)}. ${t(`trace.outcome.${rule.outcome}`)}${detailText(rule, { trace, words })}`,
        },
      ];
    }
    const base = programCurrency === null ? null : exactMoney(exactMain(rule.base, programCurrency), programCurrency);
    const exact = exactNumber(exactDecimal(rule.exact));
    const text = [
      `${reasonText(rule.words, words)}.`,
      base === null ? '' : t('trace.rule.exact', { base, exact }),
      carriedText(rule, words),
      cutText(rule, words),
    ]
      .filter(Boolean)
      .join(' ');
    return [{ id: `rule-${rule.ruleId}`, name: rule.name, text, result: unitText(rule.earned, rule.unit, { trace, words }) }];
  });
}

/** Why more exactly it gave nothing: " (at least €50.00)"; the least worth of an order is kept in minor units. */
function detailText({ outcome, detail }: TraceRule, { trace, words }: { readonly trace: OrderTrace; readonly words: Translator }): string {
  if (detail === null) return '';
  if (outcome !== 'below-minimum') return ` (${reasonText(detail, words)})`;
  return trace.programCurrency === null ? '' : ` (${words.money(Number(detail), trace.programCurrency)})`;
}

function carriedText(rule: TraceRule, { t, exactNumber }: Translator): string {
  return rule.carryIn === null ? '' : t('trace.rule.carried', { rest: exactNumber(exactDecimal(rule.carryIn)) });
}

function cutText(rule: TraceRule, words: Translator): string {
  if (rule.cut === null) return '';
  return words.t('trace.rule.cut', { by: reasonText(rule.cut.by, words), from: words.pointsNumber(rule.cut.from, rule.unit) });
}

function totalSteps(trace: OrderTrace, words: Translator): Step[] {
  const { t, points, pointsNumber } = words;
  const steps: Step[] = [];
  if (trace.rounding !== null && trace.rules.some((rule) => rule.outcome === 'gives')) {
    steps.push({ id: 'rounding', name: t('trace.rounding'), text: t(`trace.rounding.${trace.rounding}`) });
  }
  for (const stamp of trace.stamps) {
    steps.push({
      id: `stamps-${stamp.cardId}`,
      name: stamp.name,
      text: t('trace.stamps'),
      result: unitText(stamp.kept, stamp.unit, { trace, words }),
    });
  }
  for (const unit of unitsOf(trace)) {
    const total = trace.totals[unit];
    if (!total || (total.earned === 0 && total.reversed === 0)) continue;
    const text =
      total.reversed === 0
        ? t('trace.total.plain')
        : t('trace.total.reversed', { earned: pointsNumber(total.earned, unit), reversed: pointsNumber(total.reversed, unit) });
    steps.push({
      id: `total-${unit}`,
      name: t('trace.total'),
      text,
      result: unitText(total.earned - total.reversed, unit, { trace, words }),
    });
  }
  for (const back of trace.redemptions) {
    if (back.back === 0) continue;
    steps.push({
      id: `back-${back.redemptionId}`,
      name: back.rewardName,
      text: t('trace.given-back', { spent: points(back.spent) }),
      result: unitText(back.back, 'points', { trace, words }),
    });
  }
  return steps;
}

function dateSteps(trace: OrderTrace, words: Translator): Step[] {
  const { t, date } = words;
  const steps: Step[] = [];
  const { availability } = trace;
  if (availability !== null && availability.frozen !== null) {
    steps.push({ id: 'date', name: t('trace.date'), text: t(`trace.frozen.${availability.frozen}`) });
  } else if (availability !== null) {
    steps.push({
      id: 'date',
      name: t('trace.date'),
      text: t(`trace.basis.${availability.basis}`),
      result: date(new Date(availability.at).toISOString()),
    });
  }
  if (trace.versionNo !== null) {
    const tier = trace.tier === null ? t('trace.version.no-tier') : t('trace.version.tier', { tier: trace.tier.name });
    const placed = date(new Date(trace.placedAt).toISOString());
    steps.push({
      id: 'version',
      name: t('trace.version'),
      text: `${t('trace.version.text', { version: trace.versionNo, date: placed })} ${tier}`,
    });
  }
  return steps;
}

import { Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import type { OrderTrace, TraceRule } from '#app/domain/decisions/trace.ts';
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
  const { t } = useI18n();
  const steps = [useWorthSteps(trace), useBonusSteps(trace), useRuleSteps(trace), useTotalSteps(trace), useDateSteps(trace)].flat();
  if (steps.length === 0) return null;
  return (
    <div>
      <Text as={heading} variant="headingXs">
        {t('trace.steps')}
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

function useWorthSteps(trace: OrderTrace): Step[] {
  const { t, money, exactMoney } = useI18n();
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
    steps.push({ id: 'share', name: t('trace.paid-share'), text: t('trace.paid-share.text'), result: exactDecimal(worth.paidShare) });
  if (rate !== null && programCurrency !== null) {
    const result = exactMoney(exactMain(worth.chargedInProgram, programCurrency), programCurrency);
    steps.push({
      id: 'rate',
      name: t('trace.rate'),
      text: t('trace.rate.text', { program: programCurrency, rate: exactDecimal(rate), order: orderCurrency }),
      result,
    });
  }
  return steps;
}

function useBonusSteps(trace: OrderTrace): Step[] {
  const { t } = useI18n();
  if (trace.bonuses.length === 0) return [];
  const text = trace.bonuses
    .map((bonus) => `${bonus.name} ×${exactDecimal(bonus.times)}${bonus.onSomeLines ? ` (${t('trace.bonus.some')})` : ''}`)
    .join(' · ');
  const how = trace.combine === null || trace.bonuses.length < 2 ? '' : ` ${t(`trace.combine.${trace.combine.how}`)}`;
  const cap = trace.combine?.cap == null ? '' : ` ${t('trace.combine.cap', { cap: exactDecimal(trace.combine.cap) })}`;
  return [{ id: 'bonuses', name: t('trace.bonuses'), text: `${text}.${how}${cap}` }];
}

function useRuleSteps(trace: OrderTrace): Step[] {
  const { t, number, exactMoney } = useI18n();
  const { programCurrency } = trace;
  return trace.rules.flatMap((rule): Step[] => {
    if (rule.outcome !== 'gives') {
      return [
        {
          id: `rule-${rule.ruleId}`,
          name: rule.name,
          muted: true,
          text: `${rule.words}. ${t(`trace.outcome.${rule.outcome}`)}${rule.detail === null ? '' : ` (${rule.detail})`}`,
        },
      ];
    }
    const base = programCurrency === null ? null : exactMoney(exactMain(rule.base, programCurrency), programCurrency);
    const exact = exactDecimal(rule.exact);
    const text = [
      `${rule.words}.`,
      base === null ? '' : t('trace.rule.exact', { base, exact }),
      carriedText(rule, t),
      cutText(rule, t, number),
    ]
      .filter(Boolean)
      .join(' ');
    return [{ id: `rule-${rule.ruleId}`, name: rule.name, text, result: unitText(rule.earned, trace.units[rule.unit], number) }];
  });
}

type Translate = ReturnType<typeof useI18n>['t'];

function carriedText(rule: TraceRule, t: Translate): string {
  return rule.carryIn === null ? '' : t('trace.rule.carried', { rest: exactDecimal(rule.carryIn) });
}

function cutText(rule: TraceRule, t: Translate, number: (value: number) => string): string {
  return rule.cut === null ? '' : t('trace.rule.cut', { by: rule.cut.by, from: number(rule.cut.from) });
}

function useTotalSteps(trace: OrderTrace): Step[] {
  const { t, number } = useI18n();
  const steps: Step[] = [];
  if (trace.rounding !== null && trace.rules.some((rule) => rule.outcome === 'gives')) {
    steps.push({ id: 'rounding', name: t('trace.rounding'), text: t(`trace.rounding.${trace.rounding}`) });
  }
  for (const stamp of trace.stamps) {
    steps.push({
      id: `stamps-${stamp.cardId}`,
      name: stamp.name,
      text: t('trace.stamps'),
      result: unitText(stamp.kept, trace.units[stamp.unit], number),
    });
  }
  for (const unit of unitsOf(trace)) {
    const total = trace.totals[unit];
    if (!total || (total.earned === 0 && total.reversed === 0)) continue;
    const text =
      total.reversed === 0
        ? t('trace.total.plain')
        : t('trace.total.reversed', { earned: number(total.earned), reversed: number(total.reversed) });
    steps.push({
      id: `total-${unit}`,
      name: t('trace.total'),
      text,
      result: unitText(total.earned - total.reversed, trace.units[unit], number),
    });
  }
  for (const back of trace.redemptions) {
    if (back.back === 0) continue;
    steps.push({
      id: `back-${back.redemptionId}`,
      name: back.rewardName,
      text: t('trace.given-back', { spent: number(back.spent) }),
      result: unitText(back.back, trace.units['points'], number),
    });
  }
  return steps;
}

function useDateSteps(trace: OrderTrace): Step[] {
  const { t, date } = useI18n();
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

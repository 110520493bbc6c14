import { BlockStack, Card, InlineStack, Select, Text, TextField } from '@shopify/polaris';
import { useId, useMemo, useState } from 'react';
import { tryOrder } from '#app/domain/decisions/try-order.ts';
import { parseMinor } from '#app/domain/money.ts';
import { giveBackOf } from '#app/domain/program/give-back.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { unitOf } from '#app/domain/program/templates/amounts.ts';
import { useI18n } from '../i18n-context.tsx';
import { campaignText, costText, ruleText, wayText } from './program-words.ts';
import { countText, inkOn, manyText } from './unit-text.ts';

const NO_BRAND = '#303030';
const SHOWN_BALANCE = 240;

export interface PreviewProps {
  readonly program: Program;
  readonly nowMs: number;
}

/** "An order of 50.00 earns 75 beans": by the very rules that settle real orders. */
export function TryCard({ program, nowMs }: PreviewProps) {
  const i18n = useI18n();
  const { t, money, number } = i18n;
  const [text, setText] = useState<string | null>(null);
  const [tierId, setTierId] = useState('');
  const [channel, setChannel] = useState<'web' | 'pos'>('web');
  const usual = useMemo(() => decimalOf(50 * unitOf(program.currency), program.currency), [program.currency]);
  const amountMinor = minorOf(text ?? usual, program.currency);
  const tier = program.tiers.list.some(({ id }) => id === tierId) ? tierId : (program.tiers.list[0]?.id ?? null);
  const points = amountMinor === null ? null : tryOrder(program, { amountMinor, tierId: tier, channel, orderNumber: 2, now: nowMs });
  const back = giveBackOf(program);
  const hasVisits = program.earning.rules.some(({ active, kind }) => active && (kind === 'visit' || kind === 'nth-visit'));
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('program.try.title')}
        </Text>
        <InlineStack gap="200" wrap={false} blockAlign="end">
          <div className="rung-grow">
            <TextField
              label={t('program.try.amount')}
              value={text ?? usual}
              onChange={setText}
              autoComplete="off"
              inputMode="decimal"
              suffix={program.currency}
              {...(amountMinor === null ? { error: t('program.problem.amount') } : {})}
            />
          </div>
          {program.tiers.list.length > 1 && (
            <div className="rung-grow">
              <Select
                label={t('program.try.tier')}
                options={program.tiers.list.map(({ id, name }) => ({ value: id, label: name }))}
                value={tier ?? ''}
                onChange={setTierId}
              />
            </div>
          )}
        </InlineStack>
        {hasVisits && (
          <Select
            label={t('program.try.where')}
            options={[
              { value: 'web', label: t('program.try.online') },
              { value: 'pos', label: t('program.try.in-person') },
            ]}
            value={channel}
            onChange={(value) => setChannel(value === 'pos' ? 'pos' : 'web')}
          />
        )}
        {amountMinor !== null && points !== null && (
          <p className="rung-earns" aria-live="polite">
            {t('program.try.earns', { amount: money(amountMinor, program.currency), points: countText(points, program) })}
          </p>
        )}
        <Text as="p" tone="subdued" variant="bodySm">
          {back.perPointMinor === null
            ? t('program.cost.unknown')
            : t('program.cost.point', {
                points: countText(100, program),
                amount: money(Math.round(back.perPointMinor * 100), program.currency),
              })}
          {back.percent === null ? '' : ` ${t('program.cost.back', { percent: number(Math.round(back.percent * 10) / 10) })}`}
        </Text>
      </BlockStack>
    </Card>
  );
}

/** The card that a member opens in the shop, with the program's own words and colour. */
export function ShopperCard({ program }: { readonly program: Program }) {
  const i18n = useI18n();
  const { t } = i18n;
  const title = useId();
  const colour = program.branding.brandColour ?? NO_BRAND;
  const { tiers } = program;
  const rewards = program.rewards.filter(({ active, hidden, cost }) => active && !hidden && cost.kind !== 'given' && cost.kind !== 'card');
  const rules = program.earning.rules.filter(({ active, kind }) => active && kind !== 'action');
  const campaigns = program.campaigns.filter(({ active }) => active);
  const [first, second] = tiers.list;
  return (
    <section className="rung-shopper" aria-labelledby={title}>
      <div className="rung-shopper-head" style={{ backgroundColor: colour, color: inkOn(colour) }}>
        <h2 id={title} className="rung-shopper-name">
          {program.name}
        </h2>
        <p className="rung-shopper-balance">{countText(SHOWN_BALANCE, program)}</p>
        {first && (
          <p className="rung-shopper-tier">
            <span>{first.name}</span>
            {second && <span>{t('program.preview.next', { tier: second.name })}</span>}
          </p>
        )}
      </div>
      <div className="rung-shopper-body">
        <ShopperList
          title={t('program.preview.rewards')}
          empty={t('program.preview.rewards.empty')}
          rows={rewards.map((reward) => ({ id: reward.id, name: reward.name, note: costText(reward, program, i18n) }))}
        />
        <ShopperList
          title={t('program.preview.earn', { points: manyText(program) })}
          empty={t('program.preview.earn.empty')}
          rows={[
            ...rules.map((rule) => ({ id: rule.id, name: ruleText(rule, program, i18n), note: '' })),
            ...campaigns.map((campaign) => ({ id: campaign.id, name: campaign.name, note: campaignText(campaign, program, i18n) })),
          ]}
        />
        {tiers.list.length > 0 && (
          <ShopperList
            title={t('program.preview.tiers')}
            empty=""
            rows={tiers.list
              .filter(({ hidden }) => !hidden)
              .map((tier) => ({
                id: tier.id,
                name: Number(tier.multiplier) === 1 ? tier.name : `${tier.name} (${tier.multiplier}×)`,
                note: tier.ways.map((way) => wayText(way, program, i18n)).join(` ${t('program.or')} `),
              }))}
          />
        )}
      </div>
    </section>
  );
}

interface ShopperListProps {
  readonly title: string;
  readonly empty: string;
  readonly rows: readonly { readonly id: string; readonly name: string; readonly note: string }[];
}

function ShopperList({ title, empty, rows }: ShopperListProps) {
  return (
    <div className="rung-shopper-part">
      <h3>{title}</h3>
      {rows.length === 0 ? (
        <p className="rung-quiet">{empty}</p>
      ) : (
        <ul>
          {rows.map((row) => (
            <li key={row.id}>
              <span>{row.name}</span>
              {row.note !== '' && <span className="rung-quiet">{row.note}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What was typed as an amount ("12,50" too) in minor units; null when it is none. */
export function minorOf(text: string, currency: string): number | null {
  const plain = text.trim().replace(',', '.');
  if (!/^\d{1,10}(\.\d{0,4})?$/.test(plain)) return null;
  return parseMinor(plain, currency);
}

function decimalOf(minor: number, currency: string): string {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return (minor / 10 ** digits).toFixed(digits);
}

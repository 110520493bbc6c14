import { BlockStack } from '@shopify/polaris';
import { useRef } from 'react';
import { worthOfPoint } from '#app/domain/program/give-back.ts';
import { priceIn } from '#app/domain/program/templates/amounts.ts';
import { useI18n } from '../../i18n-context.tsx';
import type { Path } from '../editor/document.ts';
import { useDraft } from '../editor/draft-context.tsx';
import { ChoiceSlot, MoneyFields, NumberSlot, TextInput, Toggle } from '../editor/fields.tsx';
import { Sentence, slot } from '../editor/sentence.tsx';
import { countText, manyText } from '../unit-text.ts';
import type { EmptyInput, Piece } from './piece.tsx';
import { More, ProductsFields } from './rule-pieces.tsx';

interface FormProps {
  readonly path: Path;
}

function reward(cost: unknown, value: (input: EmptyInput) => unknown): (input: EmptyInput) => unknown {
  return (input) => ({ id: input.id, name: input.name, active: true, cost, value: value(input) });
}

const money = ({ program }: EmptyInput, euroCents: number) => ({ [program.currency]: priceIn(program.currency, euroCents) });
const noProducts = { productIds: [], collections: [], tags: [], vendors: [], productTypes: [] };
const for100 = { kind: 'points', points: 100 };

/** The kinds of rewards that can be redeemed: most work on an order, by a code; the last ones are handed over by the shop's people. `amount` with a free amount is a kind of its own for the eye. */
export const REWARD_PIECES: readonly Piece[] = [
  {
    kind: 'amount',
    title: 'reward.amount',
    empty: reward(for100, (input) => ({ kind: 'amount', amounts: money(input, 500) })),
    Form: AmountForm,
  },
  {
    kind: 'slider',
    title: 'reward.slider',
    empty: reward({ kind: 'any-amount', step: 20, min: 100, max: null }, (input) => ({ kind: 'amount', amounts: money(input, 100) })),
    Form: SliderForm,
  },
  {
    kind: 'percent',
    title: 'reward.percent',
    empty: reward({ kind: 'points', points: 200 }, () => ({ kind: 'percent', percent: 10 })),
    Form: PercentForm,
  },
  {
    kind: 'free-shipping',
    title: 'reward.free-shipping',
    empty: reward(for100, (input) => ({ kind: 'free-shipping', worth: money(input, 500) })),
    Form: FreeShippingForm,
  },
  {
    kind: 'free-product',
    title: 'reward.free-product',
    empty: reward({ kind: 'points', points: 200 }, (input) => ({ kind: 'free-product', only: noProducts, worth: money(input, 1000) })),
    Form: FreeProductForm,
  },
  {
    kind: 'product-percent',
    title: 'reward.product-percent',
    empty: reward(for100, () => ({ kind: 'product-percent', percent: 20, only: noProducts })),
    Form: ProductPercentForm,
  },
  {
    kind: 'item',
    title: 'reward.item',
    empty: (input) => ({
      ...{ id: input.id, name: input.name, active: true, cost: { kind: 'points', points: 200 }, stocked: true },
      value: { kind: 'item', worth: money(input, 1000), pickup: 'in-store' },
    }),
    Form: ItemForm,
  },
  {
    kind: 'experience',
    title: 'reward.experience',
    empty: reward({ kind: 'points', points: 500 }, (input) => ({ kind: 'experience', worth: money(input, 2500) })),
    Form: HandoverForm,
  },
  {
    kind: 'staffed-perk',
    title: 'reward.staffed-perk',
    empty: reward({ kind: 'points', points: 200 }, (input) => ({ kind: 'staffed-perk', worth: money(input, 1000) })),
    Form: HandoverForm,
  },
];

/** Which piece edits a reward as it stands in the document; null: none does. */
export function rewardPieceOf(value: unknown): string | null {
  const entry = (typeof value === 'object' && value !== null ? value : {}) as { cost?: { kind?: string }; value?: { kind?: string } };
  if (entry.value?.kind === 'amount' && entry.cost?.kind === 'any-amount') return 'slider';
  return REWARD_PIECES.some(({ kind }) => kind === entry.value?.kind) && entry.cost?.kind !== 'card' ? (entry.value?.kind ?? null) : null;
}

/** What it costs: points, or nothing because it is only given (for a new tier). */
function Cost({ path }: FormProps) {
  const { t } = useI18n();
  const { program, value } = useDraft();
  const cost = value(`${path}.cost`) as { readonly kind?: string; readonly points?: unknown } | undefined;
  const typed = useRef<unknown>(100);
  if (cost?.points !== undefined) typed.current = cost.points;
  return (
    <BlockStack gap="200">
      <ChoiceSlot
        path={`${path}.cost`}
        label={t('reward.how')}
        options={[
          { value: 'points', label: t('reward.how.points', { unit: manyText(program) }) },
          { value: 'given', label: t('reward.how.given') },
        ]}
        read={() => (cost?.kind === 'given' ? 'given' : 'points')}
        write={(kind) => (kind === 'given' ? { kind } : { kind, points: typed.current })}
      />
      {cost?.kind !== 'given' && (
        <Sentence
          text={t('reward.costs', { points: slot('points'), unit: manyText(program) })}
          slots={{ points: <NumberSlot inline path={`${path}.cost.points`} label={t('reward.cost')} /> }}
        />
      )}
    </BlockStack>
  );
}

/** "A point costs you about 0.05 here." */
function Effect({ path }: FormProps) {
  const { t, money: amount } = useI18n();
  const { program, text } = useDraft();
  const known = program.rewards.find(({ id }) => id === text(`${path}.id`));
  const worth = known ? worthOfPoint(known, program.currency) : null;
  if (worth === null) return null;
  return (
    <p className="rung-quiet">
      {t('program.cost.point', { points: countText(100, program), amount: amount(Math.round(worth * 100), program.currency) })}
    </p>
  );
}

/** What all rewards have besides their value. */
function Terms({ path, minimum = true, onOrder = true }: FormProps & { readonly minimum?: boolean; readonly onOrder?: boolean }) {
  const { t } = useI18n();
  const { value, program } = useDraft();
  const hasMinimum = value(`${path}.minimumOrder`) != null;
  return (
    <More>
      <TextInput path={`${path}.description`} label={t('piece.description')} multiline={2} />
      {minimum && (
        <ChoiceSlot
          path={`${path}.minimumOrder`}
          label={t('reward.minimum')}
          options={[
            { value: 'none', label: t('reward.minimum.none') },
            { value: 'some', label: t('reward.minimum.some') },
          ]}
          read={(stored) => (stored == null ? 'none' : 'some')}
          write={(choice) => (choice === 'none' ? null : { [program.currency]: priceIn(program.currency, 2000) })}
        />
      )}
      {minimum && hasMinimum && <MoneyFields path={`${path}.minimumOrder`} label={t('reward.minimum.amount')} />}
      <NumberSlot path={`${path}.validDays`} label={t('reward.valid')} suffix={t('unit.days')} />
      <ChoiceSlot
        path={`${path}.limitPerMember`}
        label={t('reward.limit')}
        options={[
          { value: 'none', label: t('period.none') },
          ...(['day', 'week', 'month', 'quarter', 'year', 'ever'] as const).map((per) => ({ value: per, label: t(`period.${per}`) })),
        ]}
        read={(stored) => (stored as { readonly per?: string } | null | undefined)?.per ?? 'none'}
        write={(per) => (per === 'none' ? null : { count: value(`${path}.limitPerMember.count`) ?? 1, per })}
      />
      {value(`${path}.limitPerMember`) != null && (
        <NumberSlot path={`${path}.limitPerMember.count`} label={t('reward.limit.count')} suffix={t('unit.times')} />
      )}
      {onOrder && (
        <>
          <Toggle path={`${path}.combinesWith.order`} label={t('reward.with-order')} />
          <Toggle path={`${path}.combinesWith.product`} label={t('reward.with-product')} />
          <Toggle path={`${path}.combinesWith.shipping`} label={t('reward.with-shipping')} />
          <Toggle path={`${path}.boundToCustomer`} label={t('reward.bound')} help={t('reward.bound.help')} />
        </>
      )}
    </More>
  );
}

function AmountForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <BlockStack gap="300">
      <MoneyFields path={`${path}.value.amounts`} label={t('reward.amount.off')} />
      <Cost path={path} />
      <Effect path={path} />
      <Terms path={path} />
    </BlockStack>
  );
}

function SliderForm({ path }: FormProps) {
  const { t } = useI18n();
  const { program } = useDraft();
  const unit = manyText(program);
  return (
    <BlockStack gap="300">
      <Sentence
        text={t('reward.slider.sentence', { step: slot('step'), min: slot('min'), max: slot('max'), unit })}
        slots={{
          step: <NumberSlot inline path={`${path}.cost.step`} label={t('reward.slider.step')} />,
          min: <NumberSlot inline path={`${path}.cost.min`} label={t('reward.slider.min')} />,
          max: <NumberSlot inline optional path={`${path}.cost.max`} label={t('reward.slider.max')} />,
        }}
      />
      <MoneyFields path={`${path}.value.amounts`} label={t('reward.slider.off')} />
      <Effect path={path} />
      <Terms path={path} />
    </BlockStack>
  );
}

function PercentForm({ path }: FormProps) {
  const { t } = useI18n();
  const { value, program } = useDraft();
  const cap = `${path}.value.cap`;
  return (
    <BlockStack gap="300">
      <Sentence
        text={t('reward.percent.sentence', { percent: slot('percent') })}
        slots={{ percent: <NumberSlot inline path={`${path}.value.percent`} label={t('reward.percent')} suffix="%" /> }}
      />
      <ChoiceSlot
        path={cap}
        label={t('reward.cap')}
        options={[
          { value: 'none', label: t('reward.cap.none') },
          { value: 'some', label: t('reward.cap.some') },
        ]}
        read={(stored) => (stored == null ? 'none' : 'some')}
        write={(choice) => (choice === 'none' ? null : { [program.currency]: priceIn(program.currency, 2000) })}
      />
      {value(cap) != null && <MoneyFields path={cap} label={t('reward.cap.amount')} />}
      <Cost path={path} />
      <Terms path={path} />
    </BlockStack>
  );
}

function FreeShippingForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <BlockStack gap="300">
      <Cost path={path} />
      <MoneyFields path={`${path}.value.worth`} label={t('reward.shipping.worth')} help={t('reward.worth.help')} />
      <Effect path={path} />
      <Terms path={path} />
    </BlockStack>
  );
}

function FreeProductForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <BlockStack gap="300">
      <ProductsFields path={`${path}.value.only`} />
      <MoneyFields path={`${path}.value.worth`} label={t('reward.product.worth')} help={t('reward.worth.help')} />
      <Cost path={path} />
      <Effect path={path} />
      <Terms path={path} />
    </BlockStack>
  );
}

function ProductPercentForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <BlockStack gap="300">
      <Sentence
        text={t('reward.product-percent.sentence', { percent: slot('percent') })}
        slots={{ percent: <NumberSlot inline path={`${path}.value.percent`} label={t('reward.percent')} suffix="%" /> }}
      />
      <ProductsFields path={`${path}.value.only`} />
      <Cost path={path} />
      <Terms path={path} />
    </BlockStack>
  );
}

function ItemForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <BlockStack gap="300">
      <Cost path={path} />
      <MoneyFields path={`${path}.value.worth`} label={t('reward.handover.worth')} help={t('reward.worth.help')} />
      <ChoiceSlot
        path={`${path}.value.pickup`}
        label={t('reward.pickup')}
        options={(['in-store', 'shipped', 'either'] as const).map((value) => ({ value, label: t(`reward.pickup.${value}`) }))}
        read={(stored) => (stored === 'in-store' || stored === 'shipped' ? stored : 'either')}
        write={(pickup) => pickup}
      />
      <Toggle path={`${path}.stocked`} label={t('reward.stocked')} help={t('reward.stocked.help')} />
      <Effect path={path} />
      <Terms path={path} minimum={false} onOrder={false} />
    </BlockStack>
  );
}

/** Things that people do or let happen: an experience, a service. */
function HandoverForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <BlockStack gap="300">
      <Cost path={path} />
      <MoneyFields path={`${path}.value.worth`} label={t('reward.handover.worth')} help={t('reward.worth.help')} />
      <Toggle path={`${path}.stocked`} label={t('reward.stocked.places')} help={t('reward.stocked.help')} />
      <Effect path={path} />
      <Terms path={path} minimum={false} onOrder={false} />
    </BlockStack>
  );
}

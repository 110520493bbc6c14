import { BlockStack } from '@shopify/polaris';
import { priceIn } from '#app/domain/program/templates/amounts.ts';
import { useI18n } from '../../i18n-context.tsx';
import { useDraft } from '../editor/draft-context.tsx';
import { ChoiceSlot, MoneyFields, NumberSlot, Toggle } from '../editor/fields.tsx';
import { Sentence, slot } from '../editor/sentence.tsx';
import { manyText } from '../unit-text.ts';
import { DonationForm, GiftCardForm, StoreCreditForm, VoucherForm } from './issued-forms.tsx';
import type { EmptyInput, Piece } from './piece.tsx';
import { Cost, Effect, type FormProps, Terms } from './reward-parts.tsx';
import { ProductsFields } from './rule-pieces.tsx';

function reward(cost: unknown, value: (input: EmptyInput) => unknown): (input: EmptyInput) => unknown {
  return (input) => ({ id: input.id, name: input.name, active: true, cost, value: value(input) });
}

const money = ({ program }: EmptyInput, euroCents: number) => ({ [program.currency]: priceIn(program.currency, euroCents) });
const noProducts = { productIds: [], collections: [], tags: [], vendors: [], productTypes: [] };
const for100 = { kind: 'points', points: 100 };

/** The kinds of rewards that can be redeemed: the first work on an order, by a code; then those that a shop or a list hands out at once; the last ones are handed over by the shop's people. `amount` with a free amount is a kind of its own for the eye. */
export const REWARD_PIECES: readonly Piece[] = [
  {
    kind: 'amount',
    title: 'reward.amount',
    group: 'reward.group.order',
    empty: reward(for100, (input) => ({ kind: 'amount', amounts: money(input, 500) })),
    Form: AmountForm,
  },
  {
    kind: 'slider',
    title: 'reward.slider',
    group: 'reward.group.order',
    empty: reward({ kind: 'any-amount', step: 20, min: 100, max: null }, (input) => ({ kind: 'amount', amounts: money(input, 100) })),
    Form: SliderForm,
  },
  {
    kind: 'percent',
    title: 'reward.percent',
    group: 'reward.group.order',
    empty: reward({ kind: 'points', points: 200 }, () => ({ kind: 'percent', percent: 10 })),
    Form: PercentForm,
  },
  {
    kind: 'free-shipping',
    title: 'reward.free-shipping',
    group: 'reward.group.order',
    empty: reward(for100, (input) => ({ kind: 'free-shipping', worth: money(input, 500) })),
    Form: FreeShippingForm,
  },
  {
    kind: 'free-product',
    title: 'reward.free-product',
    group: 'reward.group.order',
    empty: reward({ kind: 'points', points: 200 }, (input) => ({ kind: 'free-product', only: noProducts, worth: money(input, 1000) })),
    Form: FreeProductForm,
  },
  {
    kind: 'product-percent',
    title: 'reward.product-percent',
    group: 'reward.group.order',
    empty: reward(for100, () => ({ kind: 'product-percent', percent: 20, only: noProducts })),
    Form: ProductPercentForm,
  },
  {
    kind: 'gift-card',
    title: 'reward.gift-card',
    group: 'reward.group.issued',
    empty: reward({ kind: 'points', points: 200 }, (input) => ({ kind: 'gift-card', amounts: money(input, 1000), expires: false })),
    Form: GiftCardForm,
  },
  {
    kind: 'store-credit',
    title: 'reward.store-credit',
    group: 'reward.group.issued',
    empty: reward(for100, (input) => ({ kind: 'store-credit', amounts: money(input, 500), expires: false })),
    Form: StoreCreditForm,
  },
  {
    kind: 'voucher',
    title: 'reward.voucher',
    group: 'reward.group.issued',
    empty: reward({ kind: 'points', points: 300 }, (input) => ({ kind: 'voucher', partner: '', worth: money(input, 1500) })),
    Form: VoucherForm,
  },
  {
    kind: 'donation',
    title: 'reward.donation',
    group: 'reward.group.issued',
    empty: reward(for100, (input) => ({ kind: 'donation', cause: input.name, worth: money(input, 300) })),
    Form: DonationForm,
  },
  {
    kind: 'item',
    title: 'reward.item',
    group: 'reward.group.people',
    empty: (input) => ({
      ...{ id: input.id, name: input.name, active: true, cost: { kind: 'points', points: 200 }, stocked: true },
      value: { kind: 'item', worth: money(input, 1000), pickup: 'in-store' },
    }),
    Form: ItemForm,
  },
  {
    kind: 'experience',
    title: 'reward.experience',
    group: 'reward.group.people',
    empty: reward({ kind: 'points', points: 500 }, (input) => ({ kind: 'experience', worth: money(input, 2500) })),
    Form: HandoverForm,
  },
  {
    kind: 'staffed-perk',
    title: 'reward.staffed-perk',
    group: 'reward.group.people',
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
      <Terms path={path} onOrder={false} />
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
      <Terms path={path} onOrder={false} />
    </BlockStack>
  );
}

import { BlockStack } from '@shopify/polaris';
import { unitOf } from '#app/domain/program/templates/amounts.ts';
import { useI18n } from '../../i18n-context.tsx';
import type { Path } from '../editor/document.ts';
import { useDraft } from '../editor/draft-context.tsx';
import { ChoiceSlot, MoneySlot, NumberSlot, WordsField } from '../editor/fields.tsx';
import { Sentence, slot } from '../editor/sentence.tsx';
import { manyText } from '../unit-text.ts';
import type { EmptyInput, Piece } from './piece.tsx';

function rule(kind: string, args: (input: EmptyInput) => unknown): (input: EmptyInput) => unknown {
  return (input) => ({ id: input.id, name: input.name, kind, active: true, args: args(input) });
}

const noProducts = { productIds: [], collections: [], tags: [], vendors: [], productTypes: [] };

/** Every way of earning that Rung does by itself. */
export const RULE_PIECES: readonly Piece[] = [
  {
    kind: 'per-amount',
    title: 'rule.per-amount',
    empty: rule('per-amount', ({ program }) => ({ points: '1', perMinor: unitOf(program.currency) })),
    Form: PerAmountForm,
  },
  { kind: 'per-order', title: 'rule.per-order', empty: rule('per-order', () => ({ points: 10 })), Form: PerOrderForm },
  {
    kind: 'per-product',
    title: 'rule.per-product',
    empty: rule('per-product', () => ({ points: '5', products: noProducts })),
    Form: PerProductForm,
  },
  {
    kind: 'product-multiple',
    title: 'rule.product-multiple',
    empty: rule('product-multiple', () => ({ times: '2', products: noProducts })),
    Form: ProductMultipleForm,
  },
  { kind: 'first-order', title: 'rule.first-order', empty: rule('first-order', () => ({ points: 50 })), Form: FirstOrderForm },
  { kind: 'nth-order', title: 'rule.nth-order', empty: rule('nth-order', () => ({ points: 50, nth: 5, every: true })), Form: NthOrderForm },
  { kind: 'visit', title: 'rule.visit', empty: rule('visit', () => ({ points: 10 })), Form: VisitForm },
  { kind: 'nth-visit', title: 'rule.nth-visit', empty: rule('nth-visit', () => ({ points: 50, nth: 5, every: true })), Form: NthVisitForm },
];

interface FormProps {
  readonly path: Path;
}

function Points({ path, exact }: { readonly path: Path; readonly exact?: boolean }) {
  const { t } = useI18n();
  return <NumberSlot inline path={path} label={t('rule.points')} {...(exact === true ? { exact } : {})} />;
}

function useUnit(): string {
  return manyText(useDraft().program);
}

function Amount({ path, label }: { readonly path: Path; readonly label: string }) {
  return <MoneySlot inline path={path} label={label} currency={useDraft().program.currency} />;
}

/** From which value of the order on; nothing is from the first cent. */
function Minimum({ path }: { readonly path: Path }) {
  const { t } = useI18n();
  const { program, set } = useDraft();
  return (
    <MoneySlot
      path={path}
      label={t('rule.minimum')}
      help={t('rule.minimum.help')}
      currency={program.currency}
      onEmpty={() => set(path, 0)}
    />
  );
}

function PerAmountForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <BlockStack gap="300">
      <Sentence
        text={t('rule.per-amount.sentence', { amount: slot('amount'), points: slot('points'), unit: useUnit() })}
        slots={{
          amount: <Amount path={`${path}.args.perMinor`} label={t('rule.for-every')} />,
          points: <Points path={`${path}.args.points`} exact />,
        }}
      />
      <More>
        <Minimum path={`${path}.args.minimumMinor`} />
        <ProductsFields path={`${path}.args.products`} />
      </More>
    </BlockStack>
  );
}

function PerOrderForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <BlockStack gap="300">
      <Sentence
        text={t('rule.per-order.sentence', { points: slot('points'), unit: useUnit() })}
        slots={{ points: <Points path={`${path}.args.points`} /> }}
      />
      <More>
        <Minimum path={`${path}.args.minimumMinor`} />
        <ProductsFields path={`${path}.args.products`} />
      </More>
    </BlockStack>
  );
}

function PerProductForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <BlockStack gap="300">
      <Sentence
        text={t('rule.per-product.sentence', { points: slot('points'), unit: useUnit() })}
        slots={{ points: <Points path={`${path}.args.points`} exact /> }}
      />
      <ProductsFields path={`${path}.args.products`} />
      <More>
        <NumberSlot path={`${path}.args.maxUnits`} label={t('rule.max-units')} help={t('rule.no-limit')} optional />
      </More>
    </BlockStack>
  );
}

function ProductMultipleForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <BlockStack gap="300">
      <Sentence
        text={t('rule.product-multiple.sentence', { times: slot('times') })}
        slots={{ times: <NumberSlot inline exact path={`${path}.args.times`} label={t('rule.times')} suffix="×" /> }}
      />
      <ProductsFields path={`${path}.args.products`} />
    </BlockStack>
  );
}

function FirstOrderForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <BlockStack gap="300">
      <Sentence
        text={t('rule.first-order.sentence', { points: slot('points'), unit: useUnit() })}
        slots={{ points: <Points path={`${path}.args.points`} /> }}
      />
      <More>
        <Minimum path={`${path}.args.minimumMinor`} />
      </More>
    </BlockStack>
  );
}

function NthOrderForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <BlockStack gap="300">
      <Sentence
        text={t('rule.nth-order.sentence', { points: slot('points'), unit: useUnit(), every: slot('every'), nth: slot('nth') })}
        slots={nthSlots(path, t)}
      />
      <More>
        <Minimum path={`${path}.args.minimumMinor`} />
      </More>
    </BlockStack>
  );
}

function VisitForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <BlockStack gap="300">
      <Sentence
        text={t('rule.visit.sentence', { points: slot('points'), unit: useUnit() })}
        slots={{ points: <Points path={`${path}.args.points`} /> }}
      />
      <More>
        <Minimum path={`${path}.args.minimumMinor`} />
      </More>
    </BlockStack>
  );
}

function NthVisitForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <Sentence
      text={t('rule.nth-visit.sentence', { points: slot('points'), unit: useUnit(), every: slot('every'), nth: slot('nth') })}
      slots={nthSlots(path, t)}
    />
  );
}

function nthSlots(path: Path, t: ReturnType<typeof useI18n>['t']) {
  return {
    points: <Points path={`${path}.args.points`} />,
    every: (
      <ChoiceSlot
        inline
        path={`${path}.args.every`}
        label={t('rule.how-often')}
        options={[
          { value: 'every', label: t('rule.every') },
          { value: 'once', label: t('rule.once') },
        ]}
        read={(stored) => (stored === true ? 'every' : 'once')}
        write={(value) => value === 'every'}
      />
    ),
    nth: <NumberSlot inline path={`${path}.args.nth`} label={t('rule.number')} />,
  };
}

/** Which products something is about. */
export function ProductsFields({ path }: FormProps) {
  const { t } = useI18n();
  const { problemAt } = useDraft();
  return (
    <BlockStack gap="300">
      <WordsField path={`${path}.tags`} label={t('products.tags')} help={t('products.help')} />
      <WordsField path={`${path}.collections`} label={t('products.collections')} />
      <WordsField path={`${path}.productIds`} label={t('products.ids')} />
      {problemAt(path) !== undefined && <p className="rung-problem">{problemAt(path)}</p>}
    </BlockStack>
  );
}

/** What most never need. */
export function More({ children }: { readonly children: React.ReactNode }) {
  const { t } = useI18n();
  return (
    <details className="rung-details">
      <summary>{t('piece.more')}</summary>
      <BlockStack gap="300">{children}</BlockStack>
    </details>
  );
}

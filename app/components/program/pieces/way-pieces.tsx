import { priceIn } from '#app/domain/program/templates/amounts.ts';
import { useI18n } from '../../i18n-context.tsx';
import type { Path } from '../editor/document.ts';
import { useDraft } from '../editor/draft-context.tsx';
import { ChoiceSlot, MoneyFields, NumberSlot } from '../editor/fields.tsx';
import { Sentence, slot } from '../editor/sentence.tsx';
import { manyText } from '../unit-text.ts';
import type { Piece } from './piece.tsx';

interface FormProps {
  readonly path: Path;
}

const rolling = 'rolling';

/** The ways into a tier that follow from joining and from orders. */
export const WAY_PIECES: readonly Piece[] = [
  { kind: 'join', title: 'way.join', empty: () => ({ kind: 'join' }), Form: JoinForm },
  {
    kind: 'spend',
    title: 'way.spend',
    empty: ({ program }) => ({ kind: 'spend', window: rolling, atLeast: { [program.currency]: priceIn(program.currency, 25_000) } }),
    Form: SpendForm,
  },
  { kind: 'points', title: 'way.points', empty: () => ({ kind: 'points', window: rolling, atLeast: 500 }), Form: PointsForm },
  { kind: 'orders', title: 'way.orders', empty: () => ({ kind: 'orders', window: rolling, atLeast: 5 }), Form: OrdersForm },
  { kind: 'visits', title: 'way.visits', empty: () => ({ kind: 'visits', window: rolling, atLeast: 10 }), Form: VisitsForm },
];

function Window({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <ChoiceSlot
      inline
      path={`${path}.window`}
      label={t('way.window')}
      options={(['rolling', 'calendar-year', 'lifetime'] as const).map((value) => ({ value, label: t(`program.window.${value}`) }))}
    />
  );
}

function JoinForm(_: FormProps) {
  const { t } = useI18n();
  return <p>{t('way.join.text')}</p>;
}

function SpendForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <>
      <MoneyFields path={`${path}.atLeast`} label={t('way.spend.label')} />
      <Sentence text={t('way.within', { window: slot('window') })} slots={{ window: <Window path={path} /> }} />
    </>
  );
}

function PointsForm({ path }: FormProps) {
  const { t } = useI18n();
  const unit = manyText(useDraft().program);
  return (
    <Sentence
      text={t('way.points.sentence', { count: slot('count'), unit, window: slot('window') })}
      slots={{ count: <NumberSlot inline path={`${path}.atLeast`} label={t('way.points')} />, window: <Window path={path} /> }}
    />
  );
}

function OrdersForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <Sentence
      text={t('way.orders.sentence', { count: slot('count'), window: slot('window') })}
      slots={{ count: <NumberSlot inline path={`${path}.atLeast`} label={t('way.orders')} />, window: <Window path={path} /> }}
    />
  );
}

function VisitsForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <Sentence
      text={t('way.visits.sentence', { count: slot('count'), window: slot('window') })}
      slots={{ count: <NumberSlot inline path={`${path}.atLeast`} label={t('way.visits')} />, window: <Window path={path} /> }}
    />
  );
}

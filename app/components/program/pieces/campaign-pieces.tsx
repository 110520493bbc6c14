import { BlockStack } from '@shopify/polaris';
import { unitOf } from '#app/domain/program/templates/amounts.ts';
import { useI18n } from '../../i18n-context.tsx';
import type { Path } from '../editor/document.ts';
import { useDraft } from '../editor/draft-context.tsx';
import { ChoiceSlot, DayField, MoneySlot, NumberSlot } from '../editor/fields.tsx';
import { Sentence, slot } from '../editor/sentence.tsx';
import { manyText } from '../unit-text.ts';
import type { EmptyInput, Piece } from './piece.tsx';
import { More, ProductsFields } from './rule-pieces.tsx';

interface FormProps {
  readonly path: Path;
}

/** New ones wait, switched off, until they have their days: nothing doubles by accident. */
function campaign(kind: string, parts: (input: EmptyInput) => Readonly<Record<string, unknown>>): (input: EmptyInput) => unknown {
  return (input) => ({
    id: input.id,
    name: input.name,
    kind,
    active: false,
    dates: { from: null, until: null, weekdays: [], hours: null },
    ...parts(input),
  });
}

/** Campaigns that give something with an order. */
export const CAMPAIGN_PIECES: readonly Piece[] = [
  { kind: 'multiplier', title: 'campaign.multiplier', empty: campaign('multiplier', () => ({ times: '2' })), Form: MultiplierForm },
  { kind: 'bonus', title: 'campaign.bonus', empty: campaign('bonus', () => ({ points: 20 })), Form: BonusForm },
  {
    kind: 'extra-rate',
    title: 'campaign.extra-rate',
    empty: campaign('extra-rate', ({ program }) => ({ points: '1', perMinor: unitOf(program.currency) })),
    Form: ExtraRateForm,
  },
];

/** From when until when, on which days, and how much of it there is. */
function When({ path }: FormProps) {
  const { t } = useI18n();
  const { value, program, set } = useDraft();
  const first = `${path}.first`;
  return (
    <>
      <div className="rung-pair">
        <DayField path={`${path}.dates.from`} label={t('campaign.from')} />
        <DayField path={`${path}.dates.until`} label={t('campaign.until')} help={t('campaign.until.help')} />
      </div>
      <Weekdays path={`${path}.dates.weekdays`} />
      <More>
        <MoneySlot
          path={`${path}.minimumMinor`}
          label={t('rule.minimum')}
          help={t('rule.minimum.help')}
          currency={program.currency}
          onEmpty={() => set(`${path}.minimumMinor`, 0)}
        />
        <ProductsFields path={`${path}.products`} />
        <ChoiceSlot
          path={first}
          label={t('campaign.first')}
          options={[
            { value: 'none', label: t('campaign.first.none') },
            { value: 'orders', label: t('campaign.first.orders') },
            { value: 'members', label: t('campaign.first.members') },
          ]}
          read={(stored) => (stored as { readonly of?: string } | null | undefined)?.of ?? 'none'}
          write={(of) => (of === 'none' ? null : { count: value(`${first}.count`) ?? 100, of })}
        />
        {value(first) != null && <NumberSlot path={`${first}.count`} label={t('campaign.first.count')} />}
        <NumberSlot optional path={`${path}.budget`} label={t('campaign.budget', { unit: manyText(program) })} help={t('rule.no-limit')} />
      </More>
    </>
  );
}

/** Monday is 1. None chosen: every day. */
function Weekdays({ path }: FormProps) {
  const { t, locale } = useI18n();
  const { value, set } = useDraft();
  const stored = value(path);
  const chosen: readonly unknown[] = Array.isArray(stored) ? stored : [];
  const format = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  return (
    <fieldset className="rung-weekdays">
      <legend>{t('campaign.weekdays')}</legend>
      {[1, 2, 3, 4, 5, 6, 7].map((day) => (
        <label key={day}>
          <input
            type="checkbox"
            checked={chosen.includes(day)}
            onChange={(event) => set(path, event.currentTarget.checked ? [...chosen, day].sort() : chosen.filter((each) => each !== day))}
          />
          {/* The 5th of January 1970 was a Monday. */}
          <span>{format.format(new Date((day + 3) * 86_400_000))}</span>
        </label>
      ))}
    </fieldset>
  );
}

function MultiplierForm({ path }: FormProps) {
  const { t } = useI18n();
  return (
    <BlockStack gap="300">
      <Sentence
        text={t('campaign.multiplier.sentence', { times: slot('times') })}
        slots={{ times: <NumberSlot inline exact path={`${path}.times`} label={t('rule.times')} suffix="×" /> }}
      />
      <When path={path} />
    </BlockStack>
  );
}

function BonusForm({ path }: FormProps) {
  const { t } = useI18n();
  const unit = manyText(useDraft().program);
  return (
    <BlockStack gap="300">
      <Sentence
        text={t('campaign.bonus.sentence', { points: slot('points'), unit })}
        slots={{ points: <NumberSlot inline path={`${path}.points`} label={t('rule.points')} /> }}
      />
      <When path={path} />
    </BlockStack>
  );
}

function ExtraRateForm({ path }: FormProps) {
  const { t } = useI18n();
  const { program } = useDraft();
  return (
    <BlockStack gap="300">
      <Sentence
        text={t('campaign.extra-rate.sentence', { amount: slot('amount'), points: slot('points'), unit: manyText(program) })}
        slots={{
          amount: <MoneySlot inline path={`${path}.perMinor`} label={t('rule.for-every')} currency={program.currency} />,
          points: <NumberSlot inline exact path={`${path}.points`} label={t('rule.points')} />,
        }}
      />
      <When path={path} />
    </BlockStack>
  );
}

import { BlockStack, Link } from '@shopify/polaris';
import { useRef } from 'react';
import { worthOfPoint } from '#app/domain/program/give-back.ts';
import { priceIn } from '#app/domain/program/templates/amounts.ts';
import { useI18n } from '../../i18n-context.tsx';
import type { Path } from '../editor/document.ts';
import { useDraft } from '../editor/draft-context.tsx';
import { ChoiceSlot, MoneyFields, NumberSlot, TextInput, Toggle } from '../editor/fields.tsx';
import { Sentence, slot } from '../editor/sentence.tsx';
import { countText, manyText } from '../unit-text.ts';
import { Availability } from './availability.tsx';
import { PictureField } from './picture-field.tsx';
import { More } from './rule-pieces.tsx';

export interface FormProps {
  readonly path: Path;
}

/** What it costs: points, or nothing because it is only given (for a new tier). */
export function Cost({ path }: FormProps) {
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
export function Effect({ path }: FormProps) {
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

interface TermsProps extends FormProps {
  /** It works on an order, by a code. */
  readonly onOrder?: boolean;
  /** Its code ends after some days. */
  readonly valid?: boolean;
}

/** What all rewards have besides their value. */
export function Terms({ path, onOrder = true, valid = true }: TermsProps) {
  const { t } = useI18n();
  const { value, text, program } = useDraft();
  const hasMinimum = value(`${path}.minimumOrder`) != null;
  return (
    <>
      <OwnPage path={path} />
      <PictureField path={`${path}.picture`} name={text(`${path}.name`)} />
      <Availability path={path} />
      <More>
        <TextInput path={`${path}.description`} label={t('piece.description')} multiline={2} />
        {onOrder && (
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
        {onOrder && hasMinimum && <MoneyFields path={`${path}.minimumOrder`} label={t('reward.minimum.amount')} />}
        {valid && <NumberSlot path={`${path}.validDays`} label={t('reward.valid')} suffix={t('unit.days')} />}
        {onOrder && (
          <>
            <Toggle path={`${path}.combinesWith.order`} label={t('reward.with-order')} />
            <Toggle path={`${path}.combinesWith.product`} label={t('reward.with-product')} />
            <Toggle path={`${path}.combinesWith.shipping`} label={t('reward.with-shipping')} />
            <NumberSlot optional path={`${path}.capPercentOfCart`} label={t('reward.share')} help={t('reward.share.help')} suffix="%" />
            <Toggle path={`${path}.boundToCustomer`} label={t('reward.bound')} help={t('reward.bound.help')} />
          </>
        )}
      </More>
    </>
  );
}

/** The way to the reward's own page, once it is in the program: its stock, its codes, where it is offered. */
function OwnPage({ path }: FormProps) {
  const { t } = useI18n();
  const { editor, text } = useDraft();
  const id = text(`${path}.id`);
  if (!editor.usedIds.includes(`reward:${id}`)) return null;
  return (
    <p>
      <Link url={`/app/rewards/${id}`}>{t('reward.page')}</Link>
    </p>
  );
}

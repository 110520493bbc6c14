import { ChoiceList, Select, TextField } from '@shopify/polaris';
import { ADJUSTMENT_REASONS, type AdjustmentFields, type AdjustmentProblems, MAX_NOTE_LENGTH } from '#app/contracts/adjustment.ts';
import { useI18n } from '../i18n-context.tsx';

export const NO_ADJUSTMENT: AdjustmentFields = { direction: 'up', points: '', reason: '', note: '' };

interface AdjustFieldsProps {
  readonly fields: AdjustmentFields;
  readonly problems: AdjustmentProblems;
  readonly change: (name: keyof AdjustmentFields) => (value: string) => void;
}

/** What an adjustment asks: up or down, how many, why. For one member or for many. */
export function AdjustFields({ fields, problems, change }: AdjustFieldsProps) {
  const { t, pointsScale } = useI18n();
  const error = (name: keyof AdjustmentProblems) =>
    problems[name] === undefined ? {} : { error: t(`adjust.problem.${name}.${problems[name]}` as 'adjust.problem.points.missing') };
  return (
    <>
      <ChoiceList
        title={t('adjust.direction')}
        titleHidden
        choices={[
          { label: t('adjust.direction.up'), value: 'up' },
          { label: t('adjust.direction.down'), value: 'down' },
        ]}
        selected={[fields.direction]}
        onChange={([value]) => change('direction')(value ?? 'up')}
      />
      <TextField
        label={t('adjust.points')}
        value={fields.points}
        onChange={change('points')}
        autoComplete="off"
        inputMode={pointsScale > 0 ? 'decimal' : 'numeric'}
        requiredIndicator
        {...error('points')}
      />
      <Select
        label={t('adjust.reason')}
        value={fields.reason}
        onChange={change('reason')}
        placeholder={t('adjust.reason.choose')}
        options={ADJUSTMENT_REASONS.map((reason) => ({ value: reason, label: t(`adjust.reason.${reason}`) }))}
        requiredIndicator
        {...error('reason')}
      />
      <TextField
        label={t('adjust.note')}
        value={fields.note}
        onChange={change('note')}
        autoComplete="off"
        multiline={2}
        maxLength={MAX_NOTE_LENGTH}
        helpText={t('adjust.note.help')}
        {...error('note')}
      />
    </>
  );
}

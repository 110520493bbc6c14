import { BlockStack, ChoiceList, InlineStack } from '@shopify/polaris';
import { useI18n } from '../../i18n-context.tsx';
import type { Path } from '../editor/document.ts';
import { useDraft } from '../editor/draft-context.tsx';
import { ChoiceSlot, DayField, NumberSlot, Toggle } from '../editor/fields.tsx';
import { useShelf } from './reward-shelf.tsx';

const PERIODS = ['day', 'week', 'month', 'quarter', 'year', 'ever'] as const;

/** Who can have a reward, where, when and how often. Opens by itself where something is said already. */
export function Availability({ path }: { readonly path: Path }) {
  const { t } = useI18n();
  const { value, program, problemAt } = useDraft();
  const stores = useShelf();
  const said = problemAt(`${path}.dates`);
  const isSet =
    [`${path}.dates.from`, `${path}.dates.until`, `${path}.limitInAll`, `${path}.limitPerMember`].some((place) => value(place) != null) ||
    [`${path}.audience.tiers`, `${path}.audience.stores`].some((place) => listOf(value(place)).length > 0) ||
    value(`${path}.hidden`) === true;
  return (
    <details className="rung-details" {...(isSet ? { open: true } : {})}>
      <summary>{t('reward.availability')}</summary>
      <BlockStack gap="300">
        <div className="rung-pair">
          <DayField path={`${path}.dates.from`} label={t('reward.from')} />
          <DayField path={`${path}.dates.until`} label={t('reward.until')} help={t('reward.until.help')} />
        </div>
        {said !== undefined && <p className="rung-problem">{said}</p>}
        {program.tiers.list.length > 0 && (
          <Some
            path={`${path}.audience.tiers`}
            title={t('reward.tiers')}
            help={t('reward.tiers.help')}
            choices={program.tiers.list.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        {stores.length > 1 && (
          <Some
            path={`${path}.audience.stores`}
            title={t('reward.stores')}
            help={t('reward.stores.help')}
            choices={stores.map(({ storeId, storeName }) => ({ value: storeId, label: storeName }))}
          />
        )}
        <Limit path={`${path}.limitPerMember`} title={t('reward.limit')} count={t('reward.limit.count')} usual={1} />
        <Limit path={`${path}.limitInAll`} title={t('reward.all.limit')} count={t('reward.all.count')} usual={100} />
        <Toggle path={`${path}.hidden`} label={t('reward.hidden')} help={t('reward.hidden.help')} />
      </BlockStack>
    </details>
  );
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

interface SomeProps {
  readonly path: Path;
  readonly title: string;
  readonly help: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

/** Some of several; what stands in the document and is no choice any more stays. */
function Some({ path, title, help, choices }: SomeProps) {
  const { value, set } = useDraft();
  const chosen = listOf(value(path));
  const others = chosen.filter((id) => !choices.some((choice) => choice.value === id));
  return (
    <BlockStack gap="100">
      <ChoiceList
        allowMultiple
        title={title}
        choices={[...choices]}
        selected={[...chosen]}
        onChange={(selected) => set(path, [...choices.map((choice) => choice.value).filter((id) => selected.includes(id)), ...others])}
      />
      <p className="rung-quiet">{help}</p>
    </BlockStack>
  );
}

interface LimitProps {
  readonly path: Path;
  readonly title: string;
  readonly count: string;
  /** What is proposed when a limit is switched on. */
  readonly usual: number;
}

function Limit({ path, title, count, usual }: LimitProps) {
  const { t } = useI18n();
  const { value } = useDraft();
  return (
    <InlineStack gap="300" blockAlign="start">
      <div className="rung-grow">
        <ChoiceSlot
          path={path}
          label={title}
          options={[{ value: 'none', label: t('period.none') }, ...PERIODS.map((per) => ({ value: per, label: t(`period.${per}`) }))]}
          read={(stored) => (stored as { readonly per?: string } | null | undefined)?.per ?? 'none'}
          write={(per) => (per === 'none' ? null : { count: value(`${path}.count`) ?? usual, per })}
        />
      </div>
      {value(path) != null && <NumberSlot path={`${path}.count`} label={count} suffix={t('unit.times')} />}
    </InlineStack>
  );
}

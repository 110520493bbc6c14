import { Badge, Banner, BlockStack, Button, Card, InlineStack, RangeSlider, Select, Text, TextField } from '@shopify/polaris';
import { useFetcher, useNavigate } from '@remix-run/react';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import type { FirstProgram } from '#app/contracts/first-program.ts';
import type { ProgramProblemView } from '#app/contracts/program-editor.ts';
import { giveBackOf } from '#app/domain/program/give-back.ts';
import { offeredTemplates, type OfferedTemplate } from '#app/domain/program/templates/offered-templates.ts';
import { UNIT_NAMES } from '#app/domain/program/templates/pieces.ts';
import { shapeProgram } from '#app/domain/program/templates/shape-program.ts';
import { AdminPage, Columns } from '../admin-page.tsx';
import { useI18n } from '../i18n-context.tsx';
import { ColourField } from '../program/colour-field.tsx';
import { ProgramPreview } from '../program/program-preview.tsx';
import { pluralExamples, UnitFields } from '../program/unit-fields.tsx';
import { showToast } from '../toast.tsx';
import { programRefusalText } from '../program/refusal-text.ts';

// Its words are for a refusal alone, and come with it.
const Problems = lazy(async () => ({ default: (await import('../program/problems.tsx')).Problems }));

/** What the page's action answers. */
export type StartAnswer =
  | { readonly outcome: 'done'; readonly versionNo: number }
  | { readonly outcome: 'refused'; readonly reason: string; readonly message: string; readonly problems: readonly ProgramProblemView[] };

export interface StartPageProps {
  readonly shop: { readonly name: string; readonly currency: string; readonly timeZone: string };
  readonly newestNo: number;
  /** A program of the merchant's own is live already: publishing replaces it. */
  readonly published: boolean;
  readonly nowMs: number;
}

type Unit = keyof typeof UNIT_NAMES;
const UNITS = Object.keys(UNIT_NAMES) as Unit[];
const OWN = 'own';
const AS_TEMPLATE = 'template';

interface Choices {
  readonly templateId: string;
  readonly name: string;
  readonly unit: string;
  readonly ownForms: Readonly<Record<string, string>>;
  readonly backPercent: number | null;
  readonly brandColour: string;
}

/** The first run: choose a program, make it one's own, see it, publish. */
export function StartPage({ shop, newestNo, published, nowMs }: StartPageProps) {
  const { t, locale } = useI18n();
  const [choices, setChoices] = useState<Choices>({
    templateId: 'shop-with-tiers',
    name: shop.name,
    unit: AS_TEMPLATE,
    ownForms: {},
    backPercent: null,
    brandColour: '',
  });
  const offers = useMemo(
    () => offeredTemplates({ name: shop.name, currency: shop.currency, timeZone: shop.timeZone, locale, now: nowMs }),
    [shop.name, shop.currency, shop.timeZone, locale, nowMs],
  );
  const change = (part: Partial<Choices>) => setChoices((was) => ({ ...was, ...part }));
  const chosen = offers.find(({ template }) => template.id === choices.templateId) ?? offers[0];
  const shape = shapeOf(choices, locale);
  const program = useMemo(() => (chosen ? shapeProgram(chosen.program, shape) : null), [chosen, JSON.stringify(shape)]);
  const { publish, busy, answer } = usePublishing();
  const problems = problemsOf(choices, locale);
  const [tried, setTried] = useState(false);
  if (!chosen || !program) return null;
  const onPublish = () => {
    setTried(true);
    if (Object.keys(problems).length === 0) publish({ templateId: chosen.template.id, newestNo, locale, ...shape });
  };
  return (
    <AdminPage title={t('start.title')} subtitle={t('start.subtitle')} back={{ label: t('nav.home'), url: '/app' }} nowMs={nowMs}>
      {answer?.outcome === 'refused' && <Refusal answer={answer} />}
      {published && (
        <Banner tone="warning">
          <Text as="p">{t('start.replaces')}</Text>
        </Banner>
      )}
      <Columns
        main={
          <>
            <TemplateCard
              offers={offers}
              chosenId={chosen.template.id}
              onChoose={(templateId) => change({ templateId, backPercent: null })}
            />
            <OwnCard
              choices={choices}
              change={change}
              problems={tried ? problems : {}}
              templateForms={formsOf(chosen, locale)}
              percent={giveBackOf(chosen.program).percent}
            />
            <Card roundedAbove="xs">
              <BlockStack gap="300">
                <Text as="h2" variant="headingMd">
                  {t('start.publish.title')}
                </Text>
                <Text as="p" tone="subdued">
                  {t('start.publish.text')}
                </Text>
                <InlineStack gap="300" blockAlign="center">
                  <Button variant="primary" size="large" onClick={onPublish} loading={busy}>
                    {t('start.publish')}
                  </Button>
                  <Button url="/app" variant="plain">
                    {t('start.later')}
                  </Button>
                </InlineStack>
              </BlockStack>
            </Card>
          </>
        }
        side={<ProgramPreview program={program} nowMs={nowMs} />}
      />
    </AdminPage>
  );
}

function Refusal({ answer }: { readonly answer: Extract<StartAnswer, { outcome: 'refused' }> }) {
  const { t } = useI18n();
  return (
    <Banner
      tone="critical"
      title={
        answer.reason === 'stale'
          ? t('start.stale')
          : answer.reason === 'invalid'
            ? t('start.refused')
            : programRefusalText(answer.reason, t)
      }
    >
      <Suspense>
        <Problems problems={answer.problems} />
      </Suspense>
    </Banner>
  );
}

interface TemplateCardProps {
  readonly offers: readonly OfferedTemplate[];
  readonly chosenId: string;
  readonly onChoose: (templateId: string) => void;
}

function TemplateCard({ offers, chosenId, onChoose }: TemplateCardProps) {
  const { t } = useI18n();
  return (
    <Card roundedAbove="xs">
      <fieldset className="rung-choices">
        <legend>
          <Text as="span" variant="headingMd">
            {t('start.choose')}
          </Text>
        </legend>
        <div className="rung-choice-grid">
          {offers.map(({ template }) => (
            <label key={template.id} className="rung-choice">
              <input
                type="radio"
                name="template"
                value={template.id}
                checked={template.id === chosenId}
                onChange={() => onChoose(template.id)}
              />
              <span className="rung-choice-name">
                {isWorded(template.id) ? t(`start.template.${template.id}`) : template.name}
                <Badge>{t(`start.channel.${template.channel}`)}</Badge>
              </span>
              <span className="rung-quiet">{isWorded(template.id) ? t(`start.template.${template.id}.text`) : template.description}</span>
            </label>
          ))}
        </div>
      </fieldset>
    </Card>
  );
}

/** Templates that are described in every language; another one speaks for itself, in English. */
const WORDED = [
  'cafe',
  'shop-with-tiers',
  'salon-visits',
  'bakery-visits',
  'bookshop-pages',
  'restaurant-regulars',
  'points-for-purchases',
  'blank',
] as const;

function isWorded(id: string): id is (typeof WORDED)[number] {
  return WORDED.some((worded) => worded === id);
}

type Problems = Readonly<Partial<Record<'name' | 'unit' | 'brandColour', true>>>;

interface OwnCardProps {
  readonly choices: Choices;
  readonly change: (part: Partial<Choices>) => void;
  readonly problems: Problems;
  readonly templateForms: Readonly<Record<string, string>>;
  /** What comes back in the template as it is; null where it does not pay by amount. */
  readonly percent: number | null;
}

function OwnCard({ choices, change, problems, templateForms, percent }: OwnCardProps) {
  const { t, locale, number } = useI18n();
  const forms = { ...choices.ownForms };
  const back = choices.backPercent ?? percent;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('start.own')}
        </Text>
        <TextField
          label={t('start.name')}
          value={choices.name}
          onChange={(name) => change({ name })}
          autoComplete="off"
          maxLength={120}
          helpText={t('start.name.help')}
          {...(problems.name === undefined ? {} : { error: t('start.problem.name') })}
        />
        <Select
          label={t('start.unit')}
          options={[
            { value: AS_TEMPLATE, label: templateForms['other'] ?? templateForms['many'] ?? '' },
            ...UNITS.filter((unit) => wordFor(unit, locale) !== (templateForms['other'] ?? '')).map((unit) => ({
              value: unit,
              label: wordFor(unit, locale),
            })),
            { value: OWN, label: t('start.unit.own') },
          ]}
          value={choices.unit}
          onChange={(unit) => change({ unit })}
        />
        {choices.unit === OWN && (
          <UnitFields
            locale={locale}
            forms={forms}
            onChange={(ownForms) => change({ ownForms })}
            problemAt={(form) => (problems.unit !== undefined && (forms[form] ?? '').trim() === '' ? t('start.problem.unit') : undefined)}
          />
        )}
        {back !== null && percent !== null && (
          <RangeSlider
            label={t('start.back')}
            min={1}
            max={20}
            step={1}
            value={Math.round(back)}
            onChange={(value) => change({ backPercent: Array.isArray(value) ? value[0] : value })}
            output
            suffix={<span className="rung-slider-value">{number(Math.round(back))} %</span>}
            helpText={t(back < 3 ? 'start.back.little' : back <= 8 ? 'start.back.usual' : 'start.back.much', { percent: Math.round(back) })}
          />
        )}
        <ColourField
          label={t('start.colour')}
          help={t('start.colour.help')}
          value={choices.brandColour}
          onChange={(brandColour) => change({ brandColour })}
          problem={problems.brandColour === undefined ? undefined : t('start.problem.colour')}
        />
      </BlockStack>
    </Card>
  );
}

function namesOf(unit: Unit, locale: string): Readonly<Record<string, string>> {
  const names: Readonly<Record<string, Readonly<Record<string, string>>>> = UNIT_NAMES[unit];
  return names[locale] ?? names['en'] ?? {};
}

/** What the unit is called when there are many: "beans", "ziarnek". */
function wordFor(unit: Unit, locale: string): string {
  const names = namesOf(unit, locale);
  return names['many'] ?? names['other'] ?? unit;
}

function formsOf({ program }: OfferedTemplate, locale: string): Readonly<Record<string, string>> {
  const names: Readonly<Partial<Record<string, Readonly<Partial<Record<string, string>>>>>> = program.units.points.names;
  const forms = names[locale] ?? names['en'] ?? {};
  return { other: forms['many'] ?? forms['other'] ?? '' };
}

function shapeOf(choices: Choices, locale: string): Pick<FirstProgram, 'name' | 'unit' | 'backPercent' | 'brandColour'> {
  const known = UNITS.find((unit) => unit === choices.unit);
  return {
    name: choices.name.trim(),
    unit: choices.unit === OWN ? choices.ownForms : known === undefined ? null : namesOf(known, locale),
    backPercent: choices.backPercent,
    brandColour: COLOUR.test(choices.brandColour) ? choices.brandColour : null,
  };
}

const COLOUR = /^#[0-9a-f]{6}$/i;

function problemsOf(choices: Choices, locale: string): Problems {
  const forms = pluralExamples(locale);
  const gaps = choices.unit === OWN && forms.some(({ form }) => (choices.ownForms[form] ?? '').trim() === '');
  return {
    ...(choices.name.trim() === '' ? { name: true as const } : {}),
    ...(gaps ? { unit: true as const } : {}),
    ...(choices.brandColour !== '' && !COLOUR.test(choices.brandColour) ? { brandColour: true as const } : {}),
  };
}

/** Publishes and, when it is done, leads home. */
function usePublishing() {
  const { t } = useI18n();
  const fetcher = useFetcher<StartAnswer>();
  const navigate = useNavigate();
  const seen = useRef<StartAnswer | undefined>(undefined);
  useEffect(() => {
    if (fetcher.state !== 'idle' || fetcher.data === undefined || fetcher.data === seen.current) return;
    seen.current = fetcher.data;
    if (fetcher.data.outcome !== 'done') return;
    showToast(t('start.done'));
    navigate('/app');
  });
  return {
    publish: (choice: FirstProgram) => fetcher.submit({ ...choice }, { method: 'post', encType: 'application/json' }),
    busy: fetcher.state !== 'idle',
    answer: fetcher.data,
  };
}

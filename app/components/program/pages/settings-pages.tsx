import { BlockStack, Button, Card, InlineStack, Select, Text, TextField } from '@shopify/polaris';
import { DeleteIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import { useI18n } from '../../i18n-context.tsx';
import { ColourField } from '../colour-field.tsx';
import { listAt, type Path, textAt, withoutEntry, withValue } from '../editor/document.ts';
import { useDraft } from '../editor/draft-context.tsx';
import { ChoiceSlot, DayField, NumberSlot, TextInput, Toggle } from '../editor/fields.tsx';
import { Sentence, slot } from '../editor/sentence.tsx';
import { More } from '../pieces/rule-pieces.tsx';
import { QrLink } from '../qr-link.tsx';
import { UnitFields } from '../unit-fields.tsx';
import { manyText } from '../unit-text.ts';

/** When points may be spent, when they end, and what newcomers get. */
export function PointsPage() {
  return (
    <>
      <PendingCard />
      <ExpiryCard />
      <WelcomeCard />
    </>
  );
}

function PendingCard() {
  const { t } = useI18n();
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('pending.title')}
        </Text>
        <PendingSentence />
        <Text as="p" tone="subdued">
          {t('pending.why')}
        </Text>
        <More>
          <NumberSlot path="pending.inPersonDays" label={t('pending.in-person')} suffix={t('unit.days')} />
          <NumberSlot path="pending.digitalDays" label={t('pending.digital')} suffix={t('unit.days')} />
          <NumberSlot path="pending.backstopDays" label={t('pending.backstop')} suffix={t('unit.days')} />
        </More>
      </BlockStack>
    </Card>
  );
}

/** "The beans of an order can be spent [14] days after [it was shipped]." */
export function PendingSentence() {
  const { t } = useI18n();
  const unit = manyText(useDraft().program);
  return (
    <Sentence
      text={t('pending.sentence', { unit, days: slot('days'), from: slot('from') })}
      slots={{
        days: <NumberSlot inline path="pending.shipped.days" label={t('unit.days')} />,
        from: (
          <ChoiceSlot
            inline
            path="pending.shipped.from"
            label={t('pending.from')}
            options={(['fulfilment', 'paid'] as const).map((value) => ({ value, label: t(`pending.from.${value}`) }))}
          />
        ),
      }}
    />
  );
}

const MODES = {
  none: { kind: 'none' },
  inactivity: { kind: 'inactivity', months: 12 },
  'per-lot': { kind: 'per-lot', months: 12 },
  'fixed-date': { kind: 'fixed-date', month: 12, day: 31 },
} as const;
type Mode = keyof typeof MODES;

function ExpiryCard() {
  const { t, locale } = useI18n();
  const { program, text } = useDraft();
  const kind = text('expiry.mode.kind') as Mode;
  const months = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' });
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('expiry.title')}
        </Text>
        <ChoiceSlot
          path="expiry.mode"
          label={t('expiry.mode', { unit: manyText(program) })}
          options={(Object.keys(MODES) as Mode[]).map((value) => ({ value, label: t(`expiry.mode.${value}`) }))}
          read={() => kind}
          write={(value) => MODES[value as Mode]}
        />
        {(kind === 'inactivity' || kind === 'per-lot') && (
          <NumberSlot path="expiry.mode.months" label={t(`expiry.months.${kind}`)} suffix={t('unit.months')} />
        )}
        {kind === 'fixed-date' && (
          <div className="rung-pair">
            <NumberSlot path="expiry.mode.day" label={t('expiry.day')} />
            <ChoiceSlot
              path="expiry.mode.month"
              label={t('expiry.month')}
              options={Array.from({ length: 12 }, (_, index) => ({
                value: String(index + 1),
                label: months.format(new Date(Date.UTC(2026, index, 15))),
              }))}
              read={String}
              write={Number}
            />
          </div>
        )}
        {kind !== 'none' && (
          <>
            <DayField path="expiry.startsOn" label={t('expiry.starts')} help={t('expiry.starts.help')} />
            <Text as="p" tone="subdued">
              {t('expiry.warned')}
            </Text>
          </>
        )}
      </BlockStack>
    </Card>
  );
}

function WelcomeCard() {
  const { t } = useI18n();
  const unit = manyText(useDraft().program);
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('welcome.title')}
        </Text>
        <NumberSlot optional path="joining.welcome.points" label={t('welcome.points', { unit })} help={t('welcome.none')} suffix={unit} />
      </BlockStack>
    </Card>
  );
}

/** What one unit of the program's currency is in the others that the stores sell in. */
export function CurrenciesPage() {
  const { t } = useI18n();
  const { document, program, editor, change } = useDraft();
  const listed = listAt(document, 'currencies');
  const missing = editor.currenciesInUse.filter(
    (code) => code !== program.currency && !listed.some((entry) => textAt(entry, 'code') === code),
  );
  const add = (code: string) =>
    change((was) => withValue(was, 'currencies', [...listAt(was, 'currencies'), { code, rates: [{ from: editor.today, rate: '1' }] }]));
  return (
    <>
      <Card roundedAbove="xs">
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t('currencies.own', { currency: program.currency })}
          </Text>
          <Text as="p" tone="subdued">
            {t('currencies.text', { currency: program.currency })}
          </Text>
          {missing.length > 0 && <p className="rung-problem">{t('currencies.missing', { list: missing.join(', ') })}</p>}
          <AddCurrency suggested={missing[0] ?? ''} onAdd={add} />
        </BlockStack>
      </Card>
      {listed.map((entry, index) => (
        <CurrencyCard key={`${textAt(entry, 'code')}-${index}`} path={`currencies.${index}`} index={index} />
      ))}
    </>
  );
}

function AddCurrency({ suggested, onAdd }: { readonly suggested: string; readonly onAdd: (code: string) => void }) {
  const { t } = useI18n();
  const [code, setCode] = useState(suggested);
  const ready = /^[A-Za-z]{3}$/.test(code);
  return (
    <TextField
      label={t('currencies.add')}
      value={code}
      onChange={setCode}
      autoComplete="off"
      maxLength={3}
      placeholder="PLN"
      connectedRight={
        <Button
          disabled={!ready}
          onClick={() => {
            onAdd(code.toUpperCase());
            setCode('');
          }}
        >
          {t('currencies.add.button')}
        </Button>
      }
    />
  );
}

function CurrencyCard({ path, index }: { readonly path: Path; readonly index: number }) {
  const { t } = useI18n();
  const { document, program, text, editor, change } = useDraft();
  const code = text(`${path}.code`);
  const rates = listAt(document, `${path}.rates`);
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {code}
          </Text>
          <Button
            icon={DeleteIcon}
            variant="tertiary"
            tone="critical"
            accessibilityLabel={t('piece.remove', { name: code })}
            onClick={() => change((was) => withoutEntry(was, 'currencies', index))}
          />
        </InlineStack>
        {rates.map((_, at) => (
          <div key={at} className="rung-way">
            <div className="rung-pair">
              <DayField path={`${path}.rates.${at}.from`} label={t('currencies.from')} />
              <NumberSlot
                exact
                path={`${path}.rates.${at}.rate`}
                label={t('currencies.rate', { currency: program.currency })}
                suffix={code}
              />
            </div>
            <Button
              icon={DeleteIcon}
              variant="tertiary"
              accessibilityLabel={t('currencies.rate.remove', { number: at + 1 })}
              onClick={() => change((was) => withoutEntry(was, `${path}.rates`, at))}
            />
          </div>
        ))}
        <InlineStack>
          <Button
            onClick={() =>
              change((was) =>
                withValue(was, `${path}.rates`, [...rates, { from: editor.today, rate: textAt(rates.at(-1), 'rate') || '1' }]),
              )
            }
          >
            {t('currencies.rate.add')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

const LANGUAGES = ['en', 'pl', 'ru', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'cs', 'uk', 'sv'] as const;
const TEXTS = ['tagline', 'how-1', 'how-2', 'how-3'] as const;

/** How the program looks and speaks. */
export function BrandingPage() {
  const { t, locale } = useI18n();
  const { program, value, document, set } = useDraft();
  const [language, setLanguage] = useState(program.locale.split('-')[0] ?? 'en');
  const names = new Intl.DisplayNames(locale, { type: 'language' });
  const languages = [...new Set([...LANGUAGES, ...Object.keys(program.units.points.names), ...Object.keys(program.texts)])];
  const unitPath = `units.points.names.${language}`;
  const forms = value(unitPath);
  return (
    <>
      <LookCard />
      <QrLink />
      <Card roundedAbove="xs">
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            {t('branding.words')}
          </Text>
          <TextInput path="name" label={t('start.name')} help={t('start.name.help')} />
          <Select
            label={t('branding.language')}
            options={languages.map((code) => ({ value: code, label: names.of(code) ?? code }))}
            value={language}
            onChange={setLanguage}
            helpText={t('branding.language.help')}
          />
          <UnitProblem
            language={language}
            forms={typeof forms === 'object' && forms !== null ? (forms as Readonly<Record<string, string>>) : {}}
            onChange={(next) => set(unitPath, Object.values(next).every((form) => form === '') ? undefined : next)}
          />
          {TEXTS.map((key) => (
            <TextField
              key={key}
              label={t(`branding.text.${key}`)}
              value={textAt(document, `texts.${language}.${key}`)}
              onChange={(text) => set(`texts.${language}.${key}`, text === '' ? undefined : text)}
              autoComplete="off"
            />
          ))}
          <TextInput path="joining.termsText" label={t('branding.terms')} multiline={4} />
        </BlockStack>
      </Card>
    </>
  );
}

interface UnitProblemProps {
  readonly language: string;
  readonly forms: Readonly<Record<string, string>>;
  readonly onChange: (forms: Readonly<Record<string, string>>) => void;
}

function UnitProblem({ language, forms, onChange }: UnitProblemProps) {
  const { problemAt } = useDraft();
  return (
    <UnitFields
      locale={language}
      forms={forms}
      onChange={onChange}
      problemAt={(form) => problemAt(`units.points.names.${language}.${form}`)}
    />
  );
}

function LookCard() {
  const { t } = useI18n();
  const { text, set, problemAt } = useDraft();
  const problem = problemAt('branding.brandColour');
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('branding.look')}
        </Text>
        <ColourField
          label={t('start.colour')}
          help={t('start.colour.help')}
          value={text('branding.brandColour')}
          onChange={(value) => set('branding.brandColour', value === '' ? null : value)}
          problem={problem}
        />
        <TextInput optional path="branding.logoUrl" label={t('branding.logo')} help={t('branding.logo.help')} />
        <div className="rung-pair">
          <ChoiceSlot
            path="branding.launcher.side"
            label={t('branding.side')}
            options={(['end', 'start'] as const).map((value) => ({ value, label: t(`branding.side.${value}`) }))}
          />
          <NumberSlot path="branding.launcher.offset" label={t('branding.offset')} suffix="px" />
        </div>
        <Toggle path="branding.launcher.hidden" label={t('branding.hidden')} help={t('branding.hidden.help')} />
      </BlockStack>
    </Card>
  );
}

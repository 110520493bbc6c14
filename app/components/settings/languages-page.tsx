import { Badge, BlockStack, Card, Link, Select, Text } from '@shopify/polaris';
import type { ShopperLanguage } from '#app/contracts/staff.ts';
import { type Locale, LOCALES } from '#app/i18n/locale.ts';
import { AdminPage } from '../admin-page.tsx';
import { useI18n } from '../i18n-context.tsx';
import { useStaffDeed } from './use-staff-deed.ts';

export interface LanguagesPageProps {
  /** Chosen by the reader; null: that of the admin around. */
  readonly mine: string | null;
  readonly shoppers: readonly ShopperLanguage[];
  readonly nowMs: number;
}

/** In a select nobody's choice needs a value of its own. */
const AUTO = 'auto';

/** Each in itself. */
const OWN_NAMES: Readonly<Record<Locale, string>> = { en: 'English', pl: 'polski', ru: 'русский' };

const NAMED = ['en', 'pl', 'ru', 'de', 'fr', 'es'] as const;

function isNamed(language: string): language is (typeof NAMED)[number] {
  return NAMED.some((named) => named === language);
}

/** The language of these pages for the reader, and in which words the shoppers' pages come. */
export function LanguagesPage({ mine, shoppers, nowMs }: LanguagesPageProps) {
  const { t } = useI18n();
  const deed = useStaffDeed();
  // From our own catalog: the names that server and browser know differ, and a page that both draw must not.
  const nameOf = (language: string) => (isNamed(language) ? t(`language.${language}`) : language);
  const options = [
    { value: AUTO, label: t('languages.yours.auto') },
    // In its own words: whoever reads only that one finds it.
    ...LOCALES.map((one) => ({ value: one, label: OWN_NAMES[one] })),
  ];
  return (
    <AdminPage
      title={t('languages.title')}
      subtitle={t('languages.subtitle')}
      back={{ label: t('settings.title'), url: '/app/settings' }}
      nowMs={nowMs}
    >
      <BlockStack gap="400">
        <Card roundedAbove="xs">
          <BlockStack gap="300">
            <Text as="h2" variant="headingSm">
              {t('languages.yours')}
            </Text>
            <Select
              label={t('languages.yours.label')}
              helpText={t('languages.yours.help')}
              options={options}
              value={mine ?? AUTO}
              disabled={deed.busy}
              onChange={(choice) => deed.send({ locale: choice === AUTO ? '' : choice }, '/app/settings/languages')}
            />
          </BlockStack>
        </Card>
        <Card roundedAbove="xs">
          <BlockStack gap="300">
            <Text as="h2" variant="headingSm">
              {t('languages.shoppers')}
            </Text>
            <Text as="p" tone="subdued" variant="bodySm">
              {t('languages.shoppers.text')}
            </Text>
            <ul className="rung-rows">
              {shoppers.map(({ language, isMain, points, texts }) => (
                <li key={language}>
                  <div className="rung-row">
                    <div>
                      <span className="rung-strong">{nameOf(language)}</span> {isMain && <Badge tone="info">{t('languages.main')}</Badge>}
                      <span className="rung-quiet rung-block">
                        {t(`languages.words.${points ? (texts ? 'all' : 'points') : texts ? 'texts' : 'none'}`)}
                      </span>
                    </div>
                    <Link url="/app/program/branding" removeUnderline accessibilityLabel={`${t('languages.edit')}: ${nameOf(language)}`}>
                      {t('languages.edit')}
                    </Link>
                  </div>
                </li>
              ))}
            </ul>
          </BlockStack>
        </Card>
      </BlockStack>
    </AdminPage>
  );
}

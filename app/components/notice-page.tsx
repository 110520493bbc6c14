import { Card, Page, Text, BlockStack } from '@shopify/polaris';
import type { MessageKey } from '#app/i18n/translator.ts';
import { useI18n } from './i18n-context.tsx';

type PlainKey = Extract<
  MessageKey,
  | 'error.missing.title'
  | 'error.missing.text'
  | 'error.failed.title'
  | 'error.failed.text'
  | 'error.access.title'
  | 'error.access.text'
  | 'door.title'
  | 'door.text'
>;

/** A page that says one thing. Stands in a BareFrame. */
export function NoticePage({ title, text }: { readonly title: PlainKey; readonly text: PlainKey }) {
  const { t } = useI18n();
  return (
    <main>
      <Page narrowWidth>
        <Card roundedAbove="xs" padding={{ xs: '500', sm: '800' }}>
          <BlockStack gap="300" inlineAlign="center">
            <Mark />
            <Text as="h1" variant="headingLg" alignment="center">
              {t(title)}
            </Text>
            <Text as="p" tone="subdued" alignment="center">
              {t(text)}
            </Text>
          </BlockStack>
        </Card>
      </Page>
    </main>
  );
}

/** The three rungs. */
function Mark() {
  return (
    <svg width="40" height="40" viewBox="0 0 40 40" aria-hidden="true" focusable="false" className="rung-mark">
      <path d="M11 5v30M29 5v30" />
      <path d="M11 12h18M11 20h18M11 28h18" />
    </svg>
  );
}

import { Banner, BlockStack, Button, InlineStack, Page, Text } from '@shopify/polaris';
import { isRouteErrorResponse, useRevalidator, useRouteError } from '@remix-run/react';
import { useStandsInPage } from './admin-page.tsx';
import { failureKind } from './failure-kind.ts';
import { useI18n } from './i18n-context.tsx';

/**
 * What a page, or a part of one, shows instead of itself when it could not be made: what happened in plain words, and a way on. No technical detail reaches it. Where the
 * page around it still stands, its heading and tabs stay.
 */
export function PageError() {
  const inside = useStandsInPage();
  const { t } = useI18n();
  const { title } = useWords();
  if (inside) return <Failure />;
  return (
    <main>
      <Page narrowWidth>
        <h1 className="rung-unseen">{t(title)}</h1>
        <div className="rung-page">
          <Failure />
        </div>
      </Page>
    </main>
  );
}

function useWords() {
  const error = useRouteError();
  const kind = failureKind(isRouteErrorResponse(error) ? error.status : 500);
  // Turned away for want of a right (http/authenticate-merchant.ts): trying again or signing in anew would not help.
  const reason = isRouteErrorResponse(error) ? (error.data as { readonly reason?: unknown } | null)?.reason : undefined;
  if (reason === 'not-allowed') return { kind: 'right', title: 'rights.page.title', text: 'rights.page.text' } as const;
  return { kind, title: `error.${kind}.title`, text: `error.${kind}.text` } as const;
}

function Failure() {
  const { t } = useI18n();
  const { kind, title, text } = useWords();
  const isCalm = kind === 'missing' || kind === 'right';
  return (
    <Banner tone={isCalm ? 'warning' : 'critical'} title={t(title)}>
      <BlockStack gap="300">
        <Text as="p">{t(text)}</Text>
        <InlineStack gap="200">
          {!isCalm && <TryAgain />}
          <Button url="/app">{t('error.home')}</Button>
        </InlineStack>
      </BlockStack>
    </Banner>
  );
}

function TryAgain() {
  const { t } = useI18n();
  const { revalidate, state } = useRevalidator();
  return (
    <Button onClick={revalidate} loading={state === 'loading'}>
      {t('error.again')}
    </Button>
  );
}

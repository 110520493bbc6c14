import { Banner, BlockStack, Button, InlineStack, Page, Text } from '@shopify/polaris';
import { isRouteErrorResponse, useRevalidator, useRouteError } from '@remix-run/react';
import { useI18n } from './i18n-context.tsx';

/** What a page shows instead of itself when it could not be made: what happened in plain words, and a way on. No technical detail reaches it. */
export function PageError() {
  const { t } = useI18n();
  const error = useRouteError();
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const missing = status === 404;
  return (
    <main>
      <Page narrowWidth>
        <h1 className="rung-unseen">{t(missing ? 'error.missing.title' : titleFor(status))}</h1>
        <Banner tone={missing ? 'warning' : 'critical'} title={t(missing ? 'error.missing.title' : titleFor(status))}>
          <BlockStack gap="300">
            <Text as="p">{t(missing ? 'error.missing.text' : textFor(status))}</Text>
            <InlineStack gap="200">
              {!missing && <TryAgain />}
              <Button url="/app">{t('error.home')}</Button>
            </InlineStack>
          </BlockStack>
        </Banner>
      </Page>
    </main>
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

function titleFor(status: number) {
  return status === 401 || status === 403 || status === 410 ? 'error.access.title' : 'error.failed.title';
}

function textFor(status: number) {
  return status === 401 || status === 403 || status === 410 ? 'error.access.text' : 'error.failed.text';
}

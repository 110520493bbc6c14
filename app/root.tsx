import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { isRouteErrorResponse, Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteError, useRouteLoaderData } from '@remix-run/react';
import polarisStyles from '@shopify/polaris/build/esm/styles.css?url';
import type { ReactNode } from 'react';
import { chooseLocale } from '#app/i18n/locale.ts';
import { WORDS_FILES } from '#app/i18n/words-files.server.ts';
import { BareFrame } from './components/bare-frame.tsx';
import { failureKind } from './components/failure-kind.ts';
import { NoticePage } from './components/notice-page.tsx';
import rungStyles from './components/rung.css?url';
import type { loader as appLoader } from './routes/app.tsx';

export const links: LinksFunction = () => [
  { rel: 'stylesheet', href: polarisStyles },
  { rel: 'stylesheet', href: rungStyles },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
];

export const meta: MetaFunction = () => [{ title: 'Rung' }];

export function loader({ request }: LoaderFunctionArgs) {
  return { locale: chooseLocale(request), words: WORDS_FILES };
}

/** The language of a visit is settled by its first request: later ones do not say it. */
export function shouldRevalidate(): boolean {
  return false;
}

export function Layout({ children }: { readonly children: ReactNode }) {
  const data = useRouteLoaderData<typeof loader>('root');
  // Who is signed in may have chosen another language than the admin around.
  const locale = useRouteLoaderData<typeof appLoader>('routes/app')?.locale ?? data?.locale ?? 'en';
  const words = data?.words[locale];
  return (
    <html lang={locale}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <Meta />
        <Links />
        {words !== undefined && <link rel="modulepreload" href={words} />}
      </head>
      <body>
        {children}
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

/** What no page caught. It says nothing of the cause: that is in the log. */
export function ErrorBoundary() {
  const error = useRouteError();
  const data = useRouteLoaderData<typeof loader>('root');
  const name = isRouteErrorResponse(error) ? failureKind(error.status) : 'failed';
  return (
    <BareFrame locale={data?.locale ?? 'en'}>
      <NoticePage title={`error.${name}.title`} text={`error.${name}.text`} />
    </BareFrame>
  );
}

import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { isRouteErrorResponse, Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteError, useRouteLoaderData } from '@remix-run/react';
import polarisStyles from '@shopify/polaris/build/esm/styles.css?url';
import type { ReactNode } from 'react';
import { chooseLocale } from '#app/i18n/locale.ts';
import { BareFrame } from './components/bare-frame.tsx';
import { NoticePage } from './components/notice-page.tsx';
import rungStyles from './components/rung.css?url';

export const links: LinksFunction = () => [
  { rel: 'stylesheet', href: polarisStyles },
  { rel: 'stylesheet', href: rungStyles },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
];

export const meta: MetaFunction = () => [{ title: 'Rung' }];

export function loader({ request }: LoaderFunctionArgs) {
  return { locale: chooseLocale(request) };
}

/** The language of a visit is settled by its first request: later ones do not say it. */
export function shouldRevalidate(): boolean {
  return false;
}

export function Layout({ children }: { readonly children: ReactNode }) {
  const data = useRouteLoaderData<typeof loader>('root');
  return (
    <html lang={data?.locale ?? 'en'}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <Meta />
        <Links />
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
  const name = isRouteErrorResponse(error) ? nameOf(error.status) : 'failed';
  return (
    <BareFrame locale={data?.locale ?? 'en'}>
      <NoticePage title={`error.${name}.title`} text={`error.${name}.text`} />
    </BareFrame>
  );
}

function nameOf(status: number): 'missing' | 'access' | 'failed' {
  if (status === 404) return 'missing';
  return status === 401 || status === 403 || status === 410 ? 'access' : 'failed';
}

import type { HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { Outlet, type ShouldRevalidateFunction, useLoaderData, useLocation, useNavigation } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { authenticateFrame, readOverviewOf } from '#app/http/authenticate-merchant.ts';
import { AppFrame } from '#app/components/app-frame.tsx';
import { SiteFrame } from '#app/components/app-frame-site.tsx';
import { PageSkeleton } from '#app/components/page-skeleton.tsx';
import { chooseLocale, localeNamed } from '#app/i18n/locale.ts';

const SKELETON_AFTER_MS = 250;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const merchant = await authenticateFrame(request, context);
  const { timeZone, units } = await readOverviewOf(merchant, context);
  return {
    ...context.settings,
    locale: localeNamed(merchant.staff.locale) ?? chooseLocale(request),
    timeZone,
    units,
    host: merchant.host,
    rights: merchant.staff.rights,
  };
}

/** Of what the frame needs, publishing a program alone changes something while it stands: what points are called. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ formAction, actionResult }) => {
  const page = /^\/app\/(program|start)\b/.exec(formAction ?? '')?.[1];
  const { outcome } = (actionResult ?? {}) as { readonly outcome?: unknown };
  return (page === 'program' && outcome === 'published') || (page === 'start' && outcome === 'done');
};

/** An ended token must reach App Bridge with the header that makes it ask again. */
export const headers: HeadersFunction = ({ loaderHeaders, errorHeaders }) => errorHeaders ?? loaderHeaders;

export default function App() {
  const { units } = useLoaderData<typeof loader>();
  const { apiKey, appBridgeUrl, locale, timeZone, host } = useFirst(useLoaderData<typeof loader>());
  const next = useSlowNavigation();
  const page = next === null ? <Outlet /> : <PageSkeleton path={next} />;
  if (host.kind === 'woocommerce') {
    return (
      <SiteFrame origin={host.origin} locale={locale} timeZone={timeZone} units={units}>
        {page}
      </SiteFrame>
    );
  }
  return (
    <AppFrame apiKey={apiKey} appBridgeUrl={appBridgeUrl} locale={locale} timeZone={timeZone} units={units}>
      {page}
    </AppFrame>
  );
}

/** What stays as it was when the frame was made: the browser has the words of one language. */
function useFirst<Data>(data: Data): Data {
  const [first] = useState(data);
  return first;
}

/**
 * Where a click leads that is not there after a quarter of a second; null otherwise. A page that comes quickly needs no skeleton before it; one that is only asked
 * differently (a filter, the next part of a list) stays until the answer is there.
 */
function useSlowNavigation(): string | null {
  const { state, location, formAction } = useNavigation();
  const { pathname } = useLocation();
  const target = state === 'loading' && formAction === undefined && location.pathname !== pathname ? location.pathname : null;
  const [slow, setSlow] = useState<string | null>(null);
  useEffect(() => {
    if (target === null) {
      setSlow(null);
      return undefined;
    }
    const timer = setTimeout(() => setSlow(target), SKELETON_AFTER_MS);
    return () => clearTimeout(timer);
  }, [target]);
  return target === null ? null : slow;
}

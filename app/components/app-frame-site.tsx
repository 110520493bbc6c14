import { Link, useLocation, useNavigate } from '@remix-run/react';
import { AppProvider, type AppProviderProps } from '@shopify/polaris';
import { type ComponentPropsWithoutRef, forwardRef, type ReactNode, useEffect } from 'react';
import type { ProgramUnits } from '#app/contracts/reading.ts';
import type { Locale } from '#app/i18n/locale.ts';
import { openOutside, tellHeight, tellPlace } from './host-window.ts';
import { I18nProvider, useI18n } from './i18n-context.tsx';
import { NAV_ITEMS, navItemsFor } from './nav-items.ts';
import { polarisWords } from './polaris-words.ts';
import { ToastRegion } from './toast.tsx';
import { useCurrentInSight } from './use-current-in-sight.ts';
import { useMay } from './use-may.ts';

export interface SiteFrameProps {
  /** Of the WordPress site around. */
  readonly origin: string;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly units: ProgramUnits | null;
  readonly children: ReactNode;
}

/** What every admin page stands in inside wp-admin: Polaris, the reader's language, a navigation of its own, and the talk with the window around. */
export function SiteFrame({ origin, locale, timeZone, units, children }: SiteFrameProps) {
  return (
    <AppProvider i18n={polarisWords(locale)} linkComponent={PageLink as NonNullable<AppProviderProps['linkComponent']>}>
      <I18nProvider locale={locale} timeZone={timeZone} units={units}>
        <div id="rung-host" data-origin={origin} hidden />
        <Navigation />
        {children}
        <ToastRegion />
        <HostTalk />
      </I18nProvider>
    </AppProvider>
  );
}

function Navigation() {
  const { t } = useI18n();
  const may = useMay();
  const { pathname } = useLocation();
  const current = currentItem(pathname);
  const row = useCurrentInSight<HTMLUListElement>(pathname);
  return (
    <nav className="rung-site-nav" aria-label={t('nav.label')}>
      <ul ref={row}>
        {navItemsFor(may).map(({ url, label }) => (
          <li key={url}>
            <Link to={url} {...(url === current ? { 'aria-current': 'page' as const } : {})}>
              {t(label)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The item whose page this is, or whose page it lies below. */
function currentItem(pathname: string): string | null {
  const [home, ...others] = NAV_ITEMS;
  if (pathname === home.url) return home.url;
  return others.find(({ url }) => pathname === url || pathname.startsWith(`${url}/`))?.url ?? null;
}

type PageLinkProps = ComponentPropsWithoutRef<'a'> & { readonly url?: string; readonly external?: boolean };

/** Links of Polaris stay inside the page where they lead into the app. */
const PageLink = forwardRef<HTMLAnchorElement, PageLinkProps>(function PageLink({ url = '', external, ...rest }, ref) {
  if (url.startsWith('/')) return <Link {...rest} to={url} ref={ref} />;
  return <a {...rest} href={url} ref={ref} {...(external === true ? { target: '_blank', rel: 'noreferrer' } : {})} />;
});

/** Keeps the window around informed, and keeps clicks on plain links from leaving the app without a token. */
function HostTalk() {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  useEffect(() => tellHeight(), []);
  useEffect(() => {
    const query = new URLSearchParams(search);
    for (const name of ['site_token', 'locale', 'renewed']) query.delete(name);
    tellPlace(query.size === 0 ? pathname : `${pathname}?${query.toString()}`);
  }, [pathname, search]);
  useEffect(() => {
    const follow = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey) return;
      if (link.hasAttribute('download') || link.protocol === 'blob:' || link.target === '_blank') return;
      event.preventDefault();
      if (link.origin === location.origin) navigate(`${link.pathname}${link.search}${link.hash}`);
      else openOutside(link.href);
    };
    document.addEventListener('click', follow);
    return () => document.removeEventListener('click', follow);
  }, [navigate]);
  return null;
}

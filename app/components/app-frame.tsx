import { NavMenu } from '@shopify/app-bridge-react';
import { AppProvider } from '@shopify/shopify-app-remix/react';
import type { ReactNode } from 'react';
import type { ProgramUnits } from '#app/contracts/reading.ts';
import type { Locale } from '#app/i18n/locale.ts';
import { I18nProvider, useI18n } from './i18n-context.tsx';
import { navItemsFor } from './nav-items.ts';
import { polarisWords } from './polaris-words.ts';
import { ToastRegion } from './toast.tsx';
import { useMay } from './use-may.ts';

export interface AppFrameProps {
  readonly apiKey: string;
  /** Null: from Shopify. */
  readonly appBridgeUrl: string | null;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly units: ProgramUnits | null;
  readonly children: ReactNode;
}

/** What every admin page stands in: App Bridge, Polaris, the reader's language, the navigation of the admin. */
export function AppFrame({ apiKey, appBridgeUrl, locale, timeZone, units, children }: AppFrameProps) {
  return (
    <AppProvider
      apiKey={apiKey}
      isEmbeddedApp
      i18n={polarisWords(locale)}
      {...(appBridgeUrl === null ? {} : { __APP_BRIDGE_URL: appBridgeUrl })}
    >
      <I18nProvider locale={locale} timeZone={timeZone} units={units}>
        <Navigation />
        {children}
        <ToastRegion />
      </I18nProvider>
    </AppProvider>
  );
}

/** Drawn by the admin around us; on the page itself it shows nothing. */
function Navigation() {
  const { t } = useI18n();
  const may = useMay();
  return (
    <nav aria-label={t('nav.label')}>
      <NavMenu>
        {navItemsFor(may).map(({ url, label }, index) => (
          <a key={url} href={url} {...(index === 0 ? { rel: 'home' } : {})}>
            {t(label)}
          </a>
        ))}
      </NavMenu>
    </nav>
  );
}

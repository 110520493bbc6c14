import { AppProvider } from '@shopify/polaris';
import type { ReactNode } from 'react';
import type { Locale } from '#app/i18n/locale.ts';
import { I18nProvider } from './i18n-context.tsx';
import { polarisWords } from './polaris-words.ts';

/** For pages that must stand without a merchant: errors, and the door for who came without Shopify. */
export function BareFrame({ locale, children }: { readonly locale: Locale; readonly children: ReactNode }) {
  return (
    <AppProvider i18n={polarisWords(locale)}>
      <I18nProvider locale={locale} timeZone="UTC">
        {children}
      </I18nProvider>
    </AppProvider>
  );
}

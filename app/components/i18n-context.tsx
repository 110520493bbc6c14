import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { Locale } from '#app/i18n/locale.ts';
import { createTranslator, type Translator } from '#app/i18n/translator.ts';

const TranslatorContext = createContext<Translator | null>(null);

export interface I18nProviderProps {
  readonly locale: Locale;
  /** The program's: staff everywhere read the same dates. */
  readonly timeZone: string;
  readonly children: ReactNode;
}

/** Gives everything inside the reader's language and the program's calendar. */
export function I18nProvider({ locale, timeZone, children }: I18nProviderProps) {
  const translator = useMemo(() => createTranslator(locale, timeZone), [locale, timeZone]);
  return <TranslatorContext.Provider value={translator}>{children}</TranslatorContext.Provider>;
}

/** The translator of the frame that the component stands in. Throws without one. */
export function useI18n(): Translator {
  const translator = useContext(TranslatorContext);
  if (translator === null) throw new Error('a component that speaks stands outside of every frame');
  return translator;
}

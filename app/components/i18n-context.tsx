import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { ProgramUnits } from '#app/contracts/reading.ts';
import type { Locale } from '#app/i18n/locale.ts';
import { createTranslator, type Translator } from '#app/i18n/translator.ts';

const TranslatorContext = createContext<Translator | null>(null);

export interface I18nProviderProps {
  readonly locale: Locale;
  /** The program's: staff everywhere read the same dates. */
  readonly timeZone: string;
  /** What the program calls its points; without them "points" in the reader's language. */
  readonly units?: ProgramUnits | null;
  readonly children: ReactNode;
}

/** Gives everything inside the reader's language, the program's calendar and its names for points. */
export function I18nProvider({ locale, timeZone, units = null, children }: I18nProviderProps) {
  const translator = useMemo(() => createTranslator(locale, timeZone, units), [locale, timeZone, units]);
  return <TranslatorContext.Provider value={translator}>{children}</TranslatorContext.Provider>;
}

/** The translator of the frame that the component stands in. Throws without one. */
export function useI18n(): Translator {
  const translator = useContext(TranslatorContext);
  if (translator === null) throw new Error('a component that speaks stands outside of every frame');
  return translator;
}

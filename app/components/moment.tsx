import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { useI18n } from './i18n-context.tsx';

const TICK_MS = 15_000;
const NowContext = createContext(0);

/**
 * One clock for all "2 minutes ago" below it. It begins with the server's time, so that the first drawing is the same on both sides,
 * and goes on from there by the browser's own pace.
 */
export function NowProvider({ nowMs, children }: { readonly nowMs: number; readonly children: ReactNode }) {
  const [elapsedMs, setElapsedMs] = useState(0);
  useEffect(() => {
    const began = performance.now();
    setElapsedMs(0);
    const timer = setInterval(() => setElapsedMs(performance.now() - began), TICK_MS);
    return () => clearInterval(timer);
  }, [nowMs]);
  return <NowContext.Provider value={nowMs + elapsedMs}>{children}</NowContext.Provider>;
}

/** How long ago, with the exact moment for who points at it. Stands below a NowProvider. */
export function Ago({ iso }: { readonly iso: string }) {
  const { relative, dateTime } = useI18n();
  const now = useContext(NowContext);
  return (
    <time dateTime={iso} title={dateTime(iso)}>
      {relative(iso, Math.max(now, Date.parse(iso)))}
    </time>
  );
}

/** A day of the program's calendar, with the exact moment for who points at it. */
export function OnDay({ iso }: { readonly iso: string }) {
  const { date, dateTime } = useI18n();
  return (
    <time dateTime={iso} title={dateTime(iso)}>
      {date(iso)}
    </time>
  );
}

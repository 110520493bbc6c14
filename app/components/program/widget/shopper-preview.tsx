import { Button } from '@shopify/polaris';
import { lazy, Suspense, useEffect, useId, useState } from 'react';
import { useI18n } from '../../i18n-context.tsx';
import { type PreviewProps, ShopperCard } from '../preview.tsx';

// The widget's page comes when the editor stands, not with it.
const WidgetPreviewCard = lazy(async () => ({ default: (await import('./widget-preview.tsx')).WidgetPreviewCard }));

export interface ShopperPreviewProps extends PreviewProps {
  /** The page is about the widget's look: it comes at once, with every choice there is. */
  readonly full?: boolean;
}

/**
 * What shoppers will see: drawn plainly at first, and by the real widget as soon as the page is idle. On a phone, where it stands below everything that is
 * edited, it comes when it is asked for.
 */
export function ShopperPreview({ program, nowMs, full = false }: ShopperPreviewProps) {
  const { t } = useI18n();
  const [wanted, setWanted] = useWanted(full);
  const place = useId();
  const plain = <ShopperCard program={program} />;
  return (
    <div className="rung-preview-stack">
      {!full && (
        <div className="rung-on-phone">
          <Button fullWidth onClick={() => setWanted(!wanted)} ariaExpanded={wanted} ariaControls={place}>
            {t(wanted ? 'widget.preview.plain' : 'widget.preview.show')}
          </Button>
        </div>
      )}
      <div id={place}>
        {wanted ? (
          <Suspense fallback={plain}>
            <WidgetPreviewCard program={program} nowMs={nowMs} compact={!full} />
          </Suspense>
        ) : (
          plain
        )}
      </div>
    </div>
  );
}

const WIDE = '(min-width: 48em)';
const IDLE_WITHIN_MS = 2_000;

/** Whether the real widget is to be shown: on wide screens by itself, after everything else. */
function useWanted(atOnce: boolean): [boolean, (wanted: boolean) => void] {
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    if (atOnce) setWanted(true);
    if (atOnce || !matchMedia(WIDE).matches) return undefined;
    // Safari has no idle callback.
    if (!('requestIdleCallback' in window)) {
      const timer = setTimeout(() => setWanted(true), IDLE_WITHIN_MS);
      return () => clearTimeout(timer);
    }
    const idle = requestIdleCallback(() => setWanted(true), { timeout: IDLE_WITHIN_MS });
    return () => cancelIdleCallback(idle);
  }, [atOnce]);
  return [wanted, setWanted];
}

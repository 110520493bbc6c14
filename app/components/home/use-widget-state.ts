import { useEffect, useState } from 'react';

export type WidgetState = 'unknown' | 'on' | 'off';

/** The block of the theme extension that brings the widget. */
const WIDGET = 'launcher';

interface Activation {
  readonly handle?: string;
  readonly status?: string;
}

interface ExtensionsGlobal {
  readonly app?: {
    readonly extensions?: () => Promise<readonly { readonly type?: string; readonly activations?: readonly Activation[] }[]>;
  };
}

/** Whether the shop's published theme shows the widget, as Shopify's admin knows it; unknown until it answered, and where nobody can say. */
export function useWidgetState(): WidgetState {
  const [state, setState] = useState<WidgetState>('unknown');
  useEffect(() => {
    let gone = false;
    const ask = (globalThis as { shopify?: ExtensionsGlobal }).shopify?.app?.extensions;
    if (ask === undefined) return undefined;
    ask().then(
      (extensions) => {
        if (!gone) setState(isOn(extensions) ? 'on' : 'off');
      },
      // The admin around us cannot say: the step stays open, nothing else depends on it.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, []);
  return state;
}

function isOn(extensions: readonly { readonly type?: string; readonly activations?: readonly Activation[] }[]): boolean {
  return extensions.some(
    ({ type, activations = [] }) =>
      type === 'theme_app_extension' &&
      activations.some(({ handle, status }) => status === 'active' && (handle === undefined || handle === WIDGET)),
  );
}

import { useEffect, useState } from 'react';

const SHOWN_MS = 5_000;
const TOAST_EVENT = 'rung:toast';

interface AppBridgeGlobal {
  readonly toast?: { readonly show: (message: string) => unknown };
}

/** Says in passing that something was done: in the admin around us, or at the foot of the page where there is none. */
export function showToast(message: string): void {
  const bridge = (globalThis as { shopify?: AppBridgeGlobal }).shopify;
  if (bridge?.toast) bridge.toast.show(message);
  else globalThis.dispatchEvent(new CustomEvent(TOAST_EVENT, { detail: message }));
}

/** Where toasts appear on the page itself. The region is always there, so that screen readers hear what enters it. */
export function ToastRegion() {
  const [message, setMessage] = useState<string | null>(null);
  useEffect(() => {
    const show = (event: Event) => setMessage(String((event as CustomEvent<unknown>).detail));
    addEventListener(TOAST_EVENT, show);
    return () => removeEventListener(TOAST_EVENT, show);
  }, []);
  useEffect(() => {
    if (message === null) return undefined;
    const timer = setTimeout(() => setMessage(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [message]);
  return (
    <div className="rung-toasts" role="status">
      {message !== null && <p className="rung-toast">{message}</p>}
    </div>
  );
}

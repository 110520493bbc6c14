import { useEffect, useRef, useState } from 'react';
import type { PreviewMessage, PreviewNews, WidgetPreview } from '#app/contracts/widget-preview.ts';

/** A phone, and a window on a desk: CSS pixels. */
const SCREENS = { phone: { width: 390, height: 700 }, desktop: { width: 900, height: 780 } } as const;
export type PreviewScreen = keyof typeof SCREENS;

export interface PreviewFrameProps {
  readonly title: string;
  readonly screen: PreviewScreen;
  readonly preview: WidgetPreview;
  /** Somebody opened or closed the panel in the frame. */
  readonly onOpen: (open: boolean) => void;
}

/**
 * The real widget on a small shop's page, as wide as a phone or a desk and scaled to the room that there is. The frame has no origin, no access to the admin and
 * no way out; it gets what it shows by messages.
 */
export function PreviewFrame({ title, screen, preview, onOpen }: PreviewFrameProps) {
  const { width, height } = SCREENS[screen];
  const room = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const page = usePage(title);
  const scale = Math.min(1, useWidth(room) / width);
  usePreview(frame, { preview, onOpen });
  return (
    <div ref={room} className="rung-widget-room" style={{ height: Math.ceil(height * scale) }}>
      {page !== '' && scale > 0 && (
        <iframe
          ref={frame}
          title={title}
          sandbox="allow-scripts"
          srcDoc={page}
          style={{ width, height, transform: `scale(${scale})`, marginInlineEnd: Math.floor(width * scale) - width }}
        />
      )}
    </div>
  );
}

/** The page of the frame: it may load what stands beside its script, pictures, and nothing else. Made in the browser, which knows where the app is. */
function usePage(title: string): string {
  const [page, setPage] = useState('');
  const named = useRef(title);
  useEffect(() => {
    const files = `${location.origin}/widget/`;
    const policy = `default-src 'none'; script-src ${files}; connect-src ${files}; style-src 'unsafe-inline'; img-src https: http: data:`;
    const name = named.current.replace(/[&<]/g, '');
    setPage(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">` +
        `<base href="${location.origin}/"><meta name="viewport" content="width=device-width"><title>${name}</title></head>` +
        `<body><script src="${files}rung-preview.js"></script></body></html>`,
    );
  }, []);
  return page;
}

/** Tells the frame what to show: when it says that it listens, and with every change after that. */
function usePreview(
  frame: { readonly current: HTMLIFrameElement | null },
  { preview, onOpen }: Pick<PreviewFrameProps, 'preview' | 'onOpen'>,
): void {
  const newest = useRef({ preview, onOpen });
  newest.current = { preview, onOpen };
  useEffect(() => {
    const listen = ({ source, data }: MessageEvent<unknown>) => {
      const window = frame.current?.contentWindow;
      if (!window || source !== window || !isNews(data)) return;
      if (data.rung === 'preview-ready') tell(window, newest.current.preview);
      else newest.current.onOpen(data.open);
    };
    addEventListener('message', listen);
    return () => removeEventListener('message', listen);
  }, [frame]);
  useEffect(() => {
    if (frame.current?.contentWindow) tell(frame.current.contentWindow, preview);
  }, [frame, preview]);
}

function isNews(data: unknown): data is PreviewNews {
  if (typeof data !== 'object' || data === null || !('rung' in data)) return false;
  return data.rung === 'preview-ready' || (data.rung === 'preview-panel' && 'open' in data && typeof data.open === 'boolean');
}

/** The frame has no origin that could be named; nothing in the message is secret. */
function tell(window: Window, preview: WidgetPreview): void {
  const message: PreviewMessage = { rung: 'preview', preview };
  window.postMessage(message, '*');
}

function useWidth(room: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = room.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [room]);
  return width;
}

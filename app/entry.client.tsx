import { RemixBrowser } from '@remix-run/react';
import { startTransition, StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { loadCatalog } from '#app/i18n/catalogs-of-page.ts';
import { openHostWindow } from './components/host-window.ts';

openHostWindow();

// Bounded by the browser: without its words the page stays as the server drew it.
await loadCatalog(document.documentElement.lang);

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <RemixBrowser />
    </StrictMode>,
  );
});

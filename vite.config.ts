import { vitePlugin as remix } from '@remix-run/dev';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** Files with the words of every language, and what stands in their place in a browser. */
const OF_PAGE: Readonly<Record<string, string>> = {
  './catalogs.ts': 'catalogs-of-page.ts',
  './program-words.ts': 'program-words-of-page.ts',
};

/** A browser loads the words of one language, and begins with them at once: the page names their file. Ends in the server's build, which comes after the browser's. */
function wordsOfOneLanguage(): Plugin {
  const folder = path.resolve('app/i18n');
  return {
    name: 'words-of-one-language',
    enforce: 'pre',
    apply: 'build',
    resolveId(source, importer, { ssr }) {
      const ofPage = ssr !== true && importer?.startsWith(folder) === true ? OF_PAGE[source] : undefined;
      return ofPage === undefined ? null : path.join(folder, ofPage);
    },
    transform(_code, id, { ssr } = {}) {
      if (ssr !== true || id !== path.join(folder, 'words-files.server.ts')) return null;
      const manifest = JSON.parse(readFileSync('build/client/.vite/manifest.json', 'utf8')) as Record<string, { readonly file: string }>;
      const files = ['en', 'pl', 'ru'].map((locale) => [locale, `/${manifest[`app/i18n/catalog.${locale}.ts`]?.file ?? ''}`]);
      if (files.some(([, file]) => file === '/')) throw new Error('the build for browsers has no words of some language');
      return { code: `export const WORDS_FILES = ${JSON.stringify(Object.fromEntries(files))};`, map: null };
    },
  };
}

declare module '@remix-run/server-runtime' {
  interface Future {
    v3_singleFetch: false;
  }
}

export default defineConfig({
  plugins: [
    wordsOfOneLanguage(),
    remix({
      ignoredRouteFiles: ['**/.*'],
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        // Few routes: the whole manifest is small, and no request for parts of it follows.
        v3_lazyRouteDiscovery: false,
        // App Bridge answers a 401 with a new token by repeating the very request, which plain data requests allow.
        v3_singleFetch: false,
        v3_routeConfig: false,
      },
    }),
  ],
  build: { assetsInlineLimit: 0, target: 'es2022' },
});

import { build } from 'esbuild';
import type { ExtensionConfig } from './read-config.ts';

/**
 * One script per extension, as Shopify's CLI makes it: each target's module, handed over to the platform under the target's name. `appUrl` is where the extension
 * finds the app. Throws when it cannot be built.
 */
export async function bundleExtension({ folder, handle, targets }: ExtensionConfig, appUrl: string): Promise<Uint8Array> {
  const contents = targets
    .map(
      ({ module, target }, index) =>
        `import target${index} from '${module}';\nshopify.extend('${target}', (...args) => target${index}(...args));`,
    )
    .join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    define: { 'process.env.APP_URL': JSON.stringify(appUrl), 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  const script = outputFiles[0]?.contents;
  if (!script) throw new Error(`${handle}: nothing was built`);
  return script;
}

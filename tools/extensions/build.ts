// `npm run build:extensions`: bundles the UI extensions as Shopify's CLI does on `app deploy`, without it and without a network, and holds them to Shopify's
// limit of compressed size. The result lies in build/extensions; deploying is the CLI's matter.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bundleExtension } from './bundle.ts';
import { type ExtensionConfig, readAdminLinks, readExtensions } from './read-config.ts';

const LIMIT_BYTES = 64 * 1024;
/** An extension with a full page of its own in the customer account may be twice as large. */
const FULL_PAGE_LIMIT_BYTES = 128 * 1024;

const root = path.resolve(fileURLToPath(import.meta.url), '../../..');
const outFolder = path.join(root, 'build/extensions');
mkdirSync(outFolder, { recursive: true });

const appUrl = process.argv.find((argument) => argument.startsWith('--app-url='))?.slice('--app-url='.length) ?? addressOfTheApp();
const rows = await Promise.all(readExtensions(root).map((extension) => bundle(extension, appUrl)));
const widest = Math.max(...rows.map(({ handle }) => handle.length));
for (const { handle, bytes, compressed, limit, targets } of rows) {
  const verdict = compressed <= limit ? 'ok      ' : 'TOO LARGE';
  console.log(
    `${verdict} ${handle.padEnd(widest)}  ${kilobytes(compressed)} compressed of ${kilobytes(limit)}, ${kilobytes(bytes)} raw, ${targets} targets`,
  );
}
for (const { handle, target, url } of readAdminLinks(root)) console.log(`link     ${handle.padEnd(widest)}  ${target} opens ${url}`);
process.exitCode = rows.every(({ compressed, limit }) => compressed <= limit) ? 0 : 1;

interface Bundled {
  readonly handle: string;
  readonly bytes: number;
  readonly compressed: number;
  readonly limit: number;
  readonly targets: number;
}

async function bundle(extension: ExtensionConfig, address: string): Promise<Bundled> {
  const { handle, targets } = extension;
  const script = await bundleExtension(extension, address);
  writeFileSync(path.join(outFolder, `${handle}.js`), script);
  const hasFullPage = targets.some(({ target }) => target.endsWith('.page.render'));
  return {
    handle,
    bytes: script.byteLength,
    compressed: gzipSync(script, { level: 9 }).byteLength,
    limit: hasFullPage ? FULL_PAGE_LIMIT_BYTES : LIMIT_BYTES,
    targets: targets.length,
  };
}

/** What the CLI takes as well. */
function addressOfTheApp(): string {
  const address = /^application_url\s*=\s*"([^"]+)"/m.exec(readFileSync(path.join(root, 'shopify.app.toml'), 'utf8'))?.[1];
  if (address === undefined) throw new Error('shopify.app.toml does not say application_url');
  return address;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1).padStart(5)} KB`;
}

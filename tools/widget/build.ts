// `npm run build:widget`: the widget's bundles, from extensions/shared to the theme extension, the WooCommerce plugin and the program editor's preview. All get the same bytes.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';

const root = path.resolve(fileURLToPath(import.meta.url), '../../..');
const source = path.join(root, 'extensions/shared');
const extension = path.join(root, 'extensions/loyalty-widget');
const assets = path.join(extension, 'assets');
const plugin = path.join(root, 'woocommerce-bridge/plugin/assets/widget');
/** What the admin serves to the program editor. */
const preview = path.join(root, 'build/widget');

/** One script each: what runs on every page, what is loaded on the first interaction, what is loaded when it is needed, and what the page blocks need. */
const SCRIPTS = {
  'rung-launcher': 'widget/launcher.ts',
  'rung-panel': 'widget/panel.ts',
  'rung-more': 'widget/more.ts',
  'rung-points': 'widget/page-points.ts',
};

await rm(assets, { recursive: true, force: true });
await mkdir(assets, { recursive: true });
const bundling = {
  absWorkingDir: root,
  bundle: true,
  format: 'iife',
  target: 'es2020',
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  loader: { '.css': 'text', '.liquid': 'text' },
  plugins: [{ name: 'styles', setup: (bundler) => bundler.onLoad({ filter: /\.css$/ }, ({ path: file }) => minifyStyles(file)) }],
  logLevel: 'warning',
} satisfies BuildOptions;
await build({
  ...bundling,
  entryPoints: Object.entries(SCRIPTS).map(([out, file]) => ({ out, in: path.join(source, file) })),
  outdir: assets,
});
for (const name of await readdir(path.join(source, 'words'))) {
  const words: unknown = JSON.parse(await readFile(path.join(source, 'words', name), 'utf8'));
  await writeFile(path.join(assets, `rung-words-${name}`), JSON.stringify(words));
}
await writeFile(path.join(assets, 'rung-blocks.css'), (await minifyStyles(path.join(source, 'widget/blocks.css'))).contents);

for (const place of [plugin, preview]) {
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true });
  await cp(assets, place, { recursive: true });
}
await build({ ...bundling, entryPoints: [path.join(source, 'widget/preview.ts')], outfile: path.join(preview, 'rung-preview.js') });
// The pill's style and shape are a snippet of Liquid without any Liquid in it: the plugin prints the same.
for (const name of ['rung-launcher-style', 'rung-launcher-icon'])
  await cp(path.join(extension, `snippets/${name}.liquid`), path.join(plugin, `${name}.html`));

/** The panel's style goes into its script as a text, the blocks' into a file of its own; both without what only people need. */
async function minifyStyles(file: string): Promise<{ readonly contents: string; readonly loader: 'text' }> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    minify: true,
    loader: { '.css': 'css' },
    // Browsers with shadow roots know logical properties, :is and dvh.
    target: ['chrome111', 'safari16.4', 'firefox111'],
  });
  return { contents: (outputFiles[0]?.text ?? '').trim(), loader: 'text' };
}

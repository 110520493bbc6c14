// `npm run check:sizes`: builds the widget and compares what a shopper's browser loads with what it may weigh.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import './build.ts';
import { BUDGETS, totalOf } from './budgets.ts';

const assets = path.resolve(import.meta.dirname, '../../extensions/loyalty-widget/assets');
const plugin = path.resolve(import.meta.dirname, '../../woocommerce-bridge/plugin/assets/widget');
const problems: string[] = [];

for (const { name, rawBytes, gzipBytes, when } of BUDGETS) {
  const bytes = readFileSync(path.join(assets, name));
  const zipped = gzipSync(bytes, { level: 9 }).byteLength;
  const limits = [rawBytes === null ? '' : ` of ${rawBytes}`, gzipBytes === null ? '' : ` of ${gzipBytes}`];
  console.log(
    `${name.padEnd(20)} ${String(bytes.byteLength).padStart(6)}${limits[0]} raw, ${String(zipped).padStart(6)}${limits[1]} gzip   ${when}`,
  );
  if (rawBytes !== null && bytes.byteLength > rawBytes) problems.push(`${name} has ${bytes.byteLength} bytes, ${rawBytes} are allowed`);
  if (gzipBytes !== null && zipped > gzipBytes) problems.push(`${name} has ${zipped} bytes with gzip, ${gzipBytes} are allowed`);
  if (!readFileSync(path.join(plugin, name)).equals(bytes)) problems.push(`the plugin's ${name} is not the extension's`);
}
const unknown = readdirSync(assets).filter((name) => !BUDGETS.some((budget) => budget.name === name));
if (unknown.length > 0) problems.push(`no budget for ${unknown.join(', ')}`);
console.log(
  `opening the rewards, first view: ${totalOf(assets, ['rung-launcher.js', 'rung-panel.js', 'rung-words-en.json'])} bytes with gzip`,
);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

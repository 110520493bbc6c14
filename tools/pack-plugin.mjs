// `npm run pack:plugin`: packs woocommerce-bridge/plugin into build/rung-loyalty.zip, as WordPress installs it: one folder "rung-loyalty", without tests.
// The same sources make the same bytes. Refuses when versions disagree or a translation was not built; says so when the widget's bundle is not there.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';

const root = fileURLToPath(new URL('..', import.meta.url));
const plugin = path.join(root, 'woocommerce-bridge/plugin');
const target = path.join(root, 'build/rung-loyalty.zip');
const KINDS = new Set(['.php', '.txt', '.js', '.css', '.json', '.html', '.pot', '.po', '.mo']);
/** Zip files know no time zone and no time before 1980. */
const WHEN = new Date(2026, 0, 1);

function read(name) {
  return readFileSync(path.join(plugin, name), 'utf8');
}

/** Every problem that would only show after installing. */
function problems(files) {
  const main = read('rung-loyalty.php');
  const versions = {
    'header of rung-loyalty.php': /^ \* Version:\s+(\S+)$/m.exec(main)?.[1],
    RUNG_LOYALTY_VERSION: /'RUNG_LOYALTY_VERSION', '([^']+)'/.exec(main)?.[1],
    'stable tag of readme.txt': /^Stable tag: (\S+)$/m.exec(read('readme.txt'))?.[1],
  };
  const found = [];
  if (new Set(Object.values(versions)).size !== 1) found.push(`the versions disagree: ${JSON.stringify(versions)}`);
  for (const name of files) {
    if (!KINDS.has(path.extname(name))) found.push(`${name} is of a kind that does not belong into a plugin`);
    if (name.endsWith('.po') && !files.includes(name.replace(/\.po$/, '.mo'))) found.push(`${name} has no .mo: run npm run words:plugin`);
  }
  return found;
}

const files = readdirSync(plugin, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(plugin, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
  .filter((name) => !name.startsWith('tests/') && !path.basename(name).startsWith('.'))
  .sort();
const found = problems(files);
for (const problem of found) console.error(problem);
if (found.length > 0) process.exit(1);
if (!existsSync(path.join(plugin, 'assets/widget/rung-launcher.js'))) {
  console.warn('the widget was not built (npm run build:widget): the rewards button will be a plain link to the account page');
}
const entries = Object.fromEntries(files.map((name) => [`rung-loyalty/${name}`, [readFileSync(path.join(plugin, name)), { mtime: WHEN }]]));
const zip = zipSync(entries, { level: 9 });
mkdirSync(path.dirname(target), { recursive: true });
writeFileSync(target, zip);
console.log(`${path.relative(root, target)}: ${files.length} files, ${(zip.length / 1024).toFixed(0)} KB`);

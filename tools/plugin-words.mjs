// Brings the plugin's translations up to date: collects the words of its PHP into languages/rung-loyalty.pot, merges them into the .po files and writes the .mo files.
// Writes the plural rules' vectors for the plugin's tests as well, from what this Node.js knows of Unicode.
// Needs gettext (xgettext, msgmerge, msgfmt) on this machine; what it writes is committed. `npm run words:plugin`; ends with 1 when a translation is missing.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const plugin = fileURLToPath(new URL('../woocommerce-bridge/plugin', import.meta.url));
const languages = path.join(plugin, 'languages');
const template = path.join(languages, 'rung-loyalty.pot');
const extra = path.join(languages, 'extra.php');
const KEYWORDS = [
  '__',
  '_e',
  '_n:1,2',
  '_x:1,2c',
  '_nx:1,2,4c',
  'esc_html__',
  'esc_html_e',
  'esc_attr__',
  'esc_attr_e',
  'esc_html_x:1,2c',
  'esc_attr_x:1,2c',
];

/** Words that are not in any PHP function: the block's own and the plugin's description. */
function extraWords() {
  const block = JSON.parse(readFileSync(path.join(plugin, 'blocks/rewards/block.json'), 'utf8'));
  const header = /^ \* Description:\s+(.+)$/m.exec(readFileSync(path.join(plugin, 'rung-loyalty.php'), 'utf8'))?.[1] ?? '';
  const quoted = (text) => `'${text.replaceAll("'", "\\'")}'`;
  return [
    '<?php',
    `_x( ${quoted(block.title)}, 'block title' );`,
    `_x( ${quoted(block.description)}, 'block description' );`,
    ...block.keywords.map((word) => `_x( ${quoted(word)}, 'block keyword' );`),
    `__( ${quoted(header)} );`,
  ].join('\n');
}

function run(program, args) {
  return execFileSync(program, args, { cwd: plugin, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

const sources = [
  'rung-loyalty.php',
  ...readdirSync(path.join(plugin, 'includes'))
    .map((name) => `includes/${name}`)
    .sort(),
  'languages/extra.php',
];
writeFileSync(extra, extraWords());
run('xgettext', [
  '--language=PHP',
  '--from-code=UTF-8',
  '--add-comments=translators',
  '--no-wrap',
  '--sort-by-file',
  '--package-name=Rung Loyalty',
  '--output',
  template,
  ...KEYWORDS.map((word) => `--keyword=${word}`),
  ...sources,
]);
rmSync(extra);
// Times and line numbers would make each run a change of its own.
const stable = (text) =>
  text
    .replace(/^"POT-Creation-Date: .*\n/m, '')
    .replace(/^#: .*$/gm, (line) => line.replace(/:\d+/g, '').replaceAll('languages/extra.php', 'blocks/rewards/block.json'))
    .replace('charset=CHARSET', 'charset=UTF-8')
    .replace(/^# SOME DESCRIPTIVE TITLE\.\n(?:#.*\n)*?#, fuzzy\n/m, '# Words of the plugin Rung Loyalty. GPL-2.0-or-later.\n');
writeFileSync(template, stable(readFileSync(template, 'utf8')));

const NUMBERS =
  '0 1 2 3 4 5 10 11 12 13 14 15 20 21 22 25 100 101 102 111 112 121 122 1000 1002 1000000 2000000 0.5 1.5 1.50 2.25 5.10'.split(' ');

/** The category of each number as it is written, by language. */
function pluralVectors() {
  const category = (language, number) => {
    const digits = number.split('.')[1]?.length ?? 0;
    return new Intl.PluralRules(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).select(Number(number));
  };
  const vectors = ['en', 'pl', 'ru', 'de', 'fr', 'es'].map((language) => [
    language,
    Object.fromEntries(NUMBERS.map((number) => [number, category(language, number)])),
  ]);
  return Object.fromEntries(vectors);
}
writeFileSync(path.join(plugin, 'tests/plural-vectors.json'), `${JSON.stringify(pluralVectors(), null, 2)}\n`);

let missing = 0;
for (const name of readdirSync(languages).filter((file) => file.endsWith('.po'))) {
  const po = path.join(languages, name);
  run('msgmerge', ['--update', '--backup=none', '--no-fuzzy-matching', '--no-wrap', '--quiet', po, template]);
  writeFileSync(po, stable(readFileSync(po, 'utf8')));
  run('msgfmt', ['--check-format', '--output-file', po.replace(/\.po$/, '.mo'), po]);
  const untranslated = run('msgattrib', ['--untranslated', '--no-obsolete', '--no-wrap', po]).match(/^msgid ".+"$/gm) ?? [];
  missing += untranslated.length;
  console.log(`${name}: ${untranslated.length === 0 ? 'complete' : `${untranslated.length} without a translation`}`);
  for (const line of untranslated) console.log(`  ${line}`);
}
process.exitCode = missing > 0 ? 1 : 0;

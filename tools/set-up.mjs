// Brings the working copy into a state in which every npm script runs: packages, runtime, generated code and, with --build, the built app.
// It runs on the system's Node with no package installed, does only what is out of date, and says what is missing.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = [20, 19];
const RUNTIME_MAJOR = 24;
const HEARTBEAT_MS = 15_000;

const root = path.resolve(fileURLToPath(import.meta.url), '../..');
const modules = path.join(root, 'node_modules');
const stampFile = path.join(modules, '.rung-setup');

await setUp({ build: process.argv.includes('--build') });

async function setUp({ build }) {
  checkNode();
  const stamp = readStamp();
  const lock = hashOf(['package-lock.json']);
  if (stamp.packages !== lock || !existsSync(path.join(modules, '.bin', 'node'))) {
    if (!isInstalled()) await install();
    checkRuntime();
    writeStamp(stamp, { packages: lock });
  }
  const schema = hashOf(['prisma/schema', 'prisma.config.ts', 'package-lock.json']);
  if (stamp.client !== schema || !existsSync(path.join(root, 'app/store/generated/client.ts'))) {
    await runTool('Generating the database client', ['prisma', 'generate']);
    writeStamp(stamp, { client: schema });
  }
  if (!build) return;
  const sources = hashOf(['app', 'package-lock.json', 'tsconfig.json', 'vite.config.ts']);
  if (stamp.build !== sources || !existsSync(path.join(root, 'build/server/index.js'))) {
    await runTool('Building the app', ['remix', 'vite:build']);
    writeStamp(stamp, { build: sources });
  }
  // After the app: its build empties the folder that the widget's preview is written to.
  const widget = hashOf(['extensions/shared', 'extensions/loyalty-widget/snippets', 'tools/widget', 'package-lock.json']);
  const made = ['extensions/loyalty-widget/assets', 'woocommerce-bridge/plugin/assets/widget', 'build/widget'];
  if (stamp.widget !== widget || !made.every((folder) => existsSync(path.join(root, folder, 'rung-panel.js')))) {
    await runTool('Building the widget', ['node', 'tools/widget/build.ts']);
    writeStamp(stamp, { widget });
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  const needed = `Node.js ${OLDEST_NODE.join('.')} or newer`;
  fail(`Rung needs ${needed} to install itself; this is ${process.versions.node}. Install one from https://nodejs.org.`);
}

/** Whether npm's own record of node_modules holds what package-lock.json asks for, as after a plain `npm ci` or `npm install`. */
function isInstalled() {
  const record = path.join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = readJson(record).packages;
  const wanted = Object.entries(readJson(path.join(root, 'package-lock.json')).packages);
  return wanted.every(([place, { version, optional, devOptional, link }]) => {
    if (place === '' || link) return true;
    const found = installed[place];
    return found ? found.version === version : Boolean(optional || devOptional);
  });
}

async function install() {
  if (process.env.NODE_ENV === 'production') {
    fail('The packages are not those of package-lock.json. With NODE_ENV=production nothing is installed: run "npm ci" first.');
  }
  // The engine's path keeps an npm that does not know "allowScripts" from downloading Prisma's.
  const engine = path.join(root, 'tools/schema-engine.mjs');
  const env = { ...process.env, PATH: systemPath(), PRISMA_SCHEMA_ENGINE_BINARY: engine };
  const result = await run('Installing packages (one to three minutes)', ['npm', 'ci', '--loglevel=error', '--no-audit', '--no-fund'], env);
  if (result.code !== 0) fail(`"npm ci" failed:\n${result.output}`);
}

function checkRuntime() {
  const file = path.join(modules, '.bin', 'node');
  const version = existsSync(file) ? spawnSync(file, ['--version'], { encoding: 'utf8' }).stdout.trim() : 'none';
  if (version.startsWith(`v${RUNTIME_MAJOR}.`)) return;
  fail(
    `Rung runs on Node.js ${RUNTIME_MAJOR}, which the package "node" brings into node_modules/.bin; found: ${version}. ` +
      'Its install script did not run: is "ignore-scripts" set (npm config get ignore-scripts)? Then run ' +
      '"npm rebuild --ignore-scripts=false", or delete node_modules and run "npm run setup" again.',
  );
}

async function runTool(title, [tool, ...args]) {
  const tools = path.join(modules, '.bin');
  const env = { ...process.env, PATH: `${tools}${path.delimiter}${systemPath()}`, CHECKPOINT_DISABLE: '1' };
  const result = await run(title, [path.join(tools, tool), ...args], env);
  if (result.code !== 0) fail(`"${tool} ${args.join(' ')}" failed:\n${result.output}`);
}

/** Runs a command with a sign of life while it takes long; its output is kept for the case that it fails. */
function run(title, [command, ...args], env) {
  const began = Date.now();
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
  console.error(`${title} …`);
  const heartbeat = setInterval(() => console.error(`  still at it, ${seconds()}`), HEARTBEAT_MS);
  return new Promise((resolve) => {
    const output = [];
    const finish = (code) => {
      clearInterval(heartbeat);
      if (code === 0) console.error(`  done in ${seconds()}`);
      resolve({ code, output: output.join('') });
    };
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => {
      output.push(`${command}: ${error.message}\n`);
      finish(1);
    });
    child.on('close', (code) => finish(code ?? 1));
  });
}

/** The PATH without node_modules/.bin: npm must not run on the Node that it is about to replace. */
function systemPath() {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.filter((folder) => !folder.endsWith(path.join('node_modules', '.bin'))).join(path.delimiter);
}

function readStamp() {
  try {
    return readJson(stampFile);
  } catch {
    return {}; // no stamp, or not a whole one: everything is looked at again
  }
}

function writeStamp(stamp, news) {
  writeFileSync(stampFile, JSON.stringify(Object.assign(stamp, news)));
}

/** One hash over files and folders, names and contents; what does not exist counts as absent. */
function hashOf(places) {
  const hash = createHash('sha256');
  for (const file of places.flatMap(filesBelow))
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

function filesBelow(place) {
  const full = path.join(root, place);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [place];
  const names = readdirSync(full).sort();
  return names.filter((name) => name !== 'generated').flatMap((name) => filesBelow(path.join(place, name)));
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

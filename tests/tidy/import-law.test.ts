import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

const CONFIG = path.resolve('.dependency-cruiser.cjs');
const PACKAGES = ['zod', 'temporal-polyfill', 'pg', 'bullmq', 'express'];
const DEV_PACKAGES = ['vitest'];

/** A small house that keeps the law: file → what it imports. */
const LAWFUL: Readonly<Record<string, readonly string[]>> = {
  'app/domain/money.ts': [],
  'app/domain/instant.ts': ['temporal-polyfill'],
  'app/domain/earning/earning.schema.ts': ['zod', '#app/domain/money.ts'],
  'app/domain/program/program.schema.ts': ['#app/domain/earning/earning.schema.ts'],
  'app/domain/decisions/settle-order.ts': ['#app/domain/program/program.schema.ts'],
  'app/contracts/widget.ts': ['zod', '#app/domain/money.ts'],
  'app/store/ledger.ts': ['pg', '#app/domain/money.ts', './generated/client.ts'],
  'app/store/generated/client.ts': [],
  'app/queue/producer.ts': ['bullmq', '#app/domain/instant.ts', 'type #app/log.server.ts'],
  'app/messaging/sender.ts': ['#app/domain/money.ts'],
  'app/platforms/commerce-platform.ts': ['#app/domain/money.ts'],
  'app/platforms/shopify/verify.ts': ['#app/platforms/commerce-platform.ts'],
  'app/platforms/woocommerce/verify.ts': ['#app/platforms/commerce-platform.ts'],
  'app/services/settle.ts': [
    '#app/store/ledger.ts',
    '#app/queue/producer.ts',
    '#app/platforms/commerce-platform.ts',
    'type #app/log.server.ts',
  ],
  'app/intake/shopify.ts': ['#app/services/settle.ts', '#app/platforms/shopify/verify.ts'],
  'app/http/health.ts': ['express', 'type #app/services/settle.ts'],
  'app/components/feed.tsx': ['#app/contracts/widget.ts', '#app/i18n/translator.ts'],
  'app/i18n/translator.ts': ['#app/contracts/widget.ts'],
  'app/routes/page.tsx': ['#app/components/feed.tsx', 'type #app/services/settle.ts'],
  'app/env.server.ts': ['zod'],
  'app/log.server.ts': ['type #app/env.server.ts'],
  'app/wiring.server.ts': ['#app/services/settle.ts', '#app/platforms/shopify/verify.ts', '#woo/platform.ts', '#app/env.server.ts'],
  'app/server.ts': ['express', '#app/wiring.server.ts', '#app/intake/shopify.ts', '#app/http/health.ts', '#app/env.server.ts'],
  'jobs/handlers/drain.ts': ['#app/services/settle.ts'],
  'jobs/worker.ts': ['bullmq', '#app/wiring.server.ts', '#app/env.server.ts', './handlers/drain.ts'],
  'woocommerce-bridge/platform.ts': ['#app/platforms/commerce-platform.ts'],
  'extensions/pos/tile.ts': ['type #app/contracts/widget.ts'],
  'tests/simulator/main.ts': ['type #app/contracts/widget.ts'],
  'tests/domain/money.test.ts': ['vitest', '#app/domain/money.ts'],
  'tools/demo.ts': ['#app/store/ledger.ts'],
};

/** Each rule of the law, and one file that breaks it. */
const BREAKS: readonly { readonly rule: string; readonly file: string; readonly imports: readonly string[] }[] = [
  { rule: 'no-circle', file: 'app/contracts/circle-one.ts', imports: ['./circle-two.ts'] },
  { rule: 'no-folder-circle', file: 'app/domain/rewards/one.ts', imports: ['#app/domain/tiers/other.ts'] },
  { rule: 'nothing-unresolvable', file: 'app/contracts/nowhere.ts', imports: ['./does-not-exist.ts'] },
  { rule: 'domain-is-pure', file: 'app/domain/reads-disk.ts', imports: ['node:fs'] },
  { rule: 'domain-is-pure', file: 'app/domain/reads-database.ts', imports: ['#app/store/ledger.ts'] },
  { rule: 'domain-is-pure', file: 'app/domain/knows-a-row.ts', imports: ['type #app/store/generated/client.ts'] },
  { rule: 'domain-is-pure', file: 'app/domain/takes-package.ts', imports: ['express'] },
  { rule: 'zod-in-schemas', file: 'app/domain/parses.ts', imports: ['zod'] },
  { rule: 'calendar-in-instant', file: 'app/domain/counts-days.ts', imports: ['temporal-polyfill'] },
  {
    rule: 'nouns-do-not-know-the-program',
    file: 'app/domain/earning/reads-program.ts',
    imports: ['#app/domain/program/program.schema.ts'],
  },
  { rule: 'contracts', file: 'app/contracts/calls-service.ts', imports: ['#app/services/settle.ts'] },
  { rule: 'store', file: 'app/store/calls-service.ts', imports: ['#app/services/settle.ts'] },
  { rule: 'queue', file: 'app/queue/reads-store.ts', imports: ['#app/store/ledger.ts'] },
  { rule: 'platforms', file: 'app/platforms/shopify/reads-store.ts', imports: ['#app/store/ledger.ts'] },
  { rule: 'messaging', file: 'app/messaging/reads-store.ts', imports: ['#app/store/ledger.ts'] },
  { rule: 'woocommerce-bridge', file: 'woocommerce-bridge/reads-store.ts', imports: ['#app/store/ledger.ts'] },
  { rule: 'adapters-are-strangers', file: 'app/platforms/shopify/reads-woo.ts', imports: ['#app/platforms/woocommerce/verify.ts'] },
  { rule: 'services', file: 'app/services/picks-adapter.ts', imports: ['#app/platforms/shopify/verify.ts'] },
  { rule: 'a-log-is-handed-in', file: 'app/services/makes-log.ts', imports: ['#app/log.server.ts'] },
  { rule: 'intake', file: 'app/intake/reads-store.ts', imports: ['#app/store/ledger.ts'] },
  { rule: 'http', file: 'app/http/reads-store.ts', imports: ['#app/store/ledger.ts'] },
  { rule: 'jobs', file: 'jobs/handlers/reads-store.ts', imports: ['#app/store/ledger.ts'] },
  { rule: 'components', file: 'app/components/calls-service.ts', imports: ['#app/services/settle.ts'] },
  { rule: 'i18n', file: 'app/i18n/calls-service.ts', imports: ['#app/services/settle.ts'] },
  { rule: 'routes-stay-thin', file: 'app/routes/reads-store.ts', imports: ['#app/store/ledger.ts'] },
  { rule: 'routes-stay-thin', file: 'app/routes/picks-adapter.ts', imports: ['#app/platforms/shopify/verify.ts'] },
  { rule: 'nobody-imports-a-door', file: 'app/services/starts-job.ts', imports: ['#jobs/handlers/drain.ts'] },
  { rule: 'server-and-wiring-know-no-page', file: 'app/intake/reads-route.ts', imports: ['#app/routes/page.tsx'] },
  { rule: 'intake-is-called-by-the-server', file: 'app/wiring.server.more.ts', imports: ['#app/intake/shopify.ts'] },
  { rule: 'bridge-is-wired-once', file: 'jobs/handlers/calls-bridge.ts', imports: ['#woo/platform.ts'] },
  { rule: 'wiring-at-the-top', file: 'jobs/handlers/wires.ts', imports: ['#app/wiring.server.ts'] },
  { rule: 'env-at-the-top', file: 'jobs/handlers/reads-env.ts', imports: ['#app/env.server.ts'] },
  { rule: 'node-runs-no-tsx', file: 'app/server.ts', imports: ['#app/intake/reads-route.ts'] },
  { rule: 'database-in-store', file: 'app/services/queries.ts', imports: ['pg'] },
  { rule: 'client-in-store', file: 'tests/reads-client.ts', imports: ['#app/store/generated/client.ts'] },
  { rule: 'bullmq-in-queue', file: 'jobs/handlers/enqueues.ts', imports: ['bullmq'] },
  { rule: 'no-dev-package-in-the-app', file: 'app/services/tests-itself.ts', imports: ['vitest'] },
  { rule: 'nothing-ships-tests', file: 'app/services/plays.ts', imports: ['#tests/simulator/main.ts'] },
  { rule: 'extensions-take-types', file: 'extensions/pos/takes-code.ts', imports: ['#app/contracts/widget.ts'] },
  { rule: 'extensions-know-contracts-and-rules', file: 'extensions/pos/knows-service.ts', imports: ['type #app/services/settle.ts'] },
  { rule: 'simulator-is-a-stranger', file: 'tests/simulator/knows-service.ts', imports: ['type #app/services/settle.ts'] },
  { rule: 'simulator-takes-types', file: 'tests/simulator/takes-code.ts', imports: ['#app/contracts/widget.ts'] },
];
/** The other ends of the two circles. */
const ACCOMPLICES = {
  'app/contracts/circle-two.ts': ['./circle-one.ts'],
  'app/domain/tiers/other.ts': ['#app/domain/rewards/two.ts'],
  'app/domain/rewards/two.ts': [],
};

let house: string;

beforeAll(async () => {
  house = await mkdtemp(path.join(tmpdir(), 'rung-house-'));
  const { imports } = JSON.parse(await readFile('package.json', 'utf8')) as { imports: Record<string, string> };
  const listed = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
  await write(
    'package.json',
    JSON.stringify({ type: 'module', imports, dependencies: listed(PACKAGES), devDependencies: listed(DEV_PACKAGES) }),
  );
  await cp('tsconfig.json', path.join(house, 'tsconfig.json'));
  for (const name of [...PACKAGES, ...DEV_PACKAGES]) {
    await write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', type: 'module', main: 'index.js' }));
    await write(`node_modules/${name}/index.js`, 'export const it = 1;\n');
  }
  for (const [file, imports] of Object.entries(LAWFUL)) await write(file, source(imports));
});

afterAll(() => rm(house, { recursive: true, force: true }));

describe('the import law', () => {
  test('lets a lawful house stand', async () => {
    expect(await inspect()).toEqual([]);
  });

  describe('with each rule broken', () => {
    let violations: readonly Violation[];

    beforeAll(async () => {
      for (const { file, imports } of BREAKS) await write(file, source([...(LAWFUL[file] ?? []), ...imports]));
      for (const [file, imports] of Object.entries(ACCOMPLICES)) await write(file, source(imports));
      violations = await inspect();
    });

    test.each(BREAKS)('$rule catches $file', ({ rule, file }) => {
      const from = rule === 'no-folder-circle' ? path.dirname(file) : file;
      expect(violations.filter((violation) => violation.from === from).map((violation) => violation.rule.name)).toContain(rule);
    });

    test('every folder of the app is a room of the law', () => {
      const rules = readFileSync(CONFIG, 'utf8');
      const rooms = readdirSync('app', { withFileTypes: true }).filter((entry) => entry.isDirectory());
      expect(rooms.map(({ name }) => name).filter((name) => !rules.includes(`'^app/${name}/'`) && name !== 'routes')).toEqual([]);
    });

    test('no rule is left untried', () => {
      const config = createRequire(import.meta.url)(CONFIG) as { forbidden: { name: string }[] };
      const tried = new Set(BREAKS.map(({ rule }) => rule));
      expect(config.forbidden.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
    });
  });
});

/** One import statement per entry; "type x" imports a type only. */
function source(imports: readonly string[]): string {
  const lines = imports.map((entry, index) => {
    const [kind, from] = entry.startsWith('type ') ? ['import type', entry.slice(5)] : ['import', entry];
    return `${kind} { it as it${index} } from '${from}';`;
  });
  return [
    ...lines,
    `export const it = [${imports.flatMap((entry, index) => (entry.startsWith('type ') ? [] : [`it${index}`])).join(', ')}];`,
    '',
  ].join('\n');
}

async function write(file: string, content: string): Promise<void> {
  await mkdir(path.dirname(path.join(house, file)), { recursive: true });
  await writeFile(path.join(house, file), content);
}

async function inspect(): Promise<readonly Violation[]> {
  const folders = ['app', 'jobs', 'woocommerce-bridge', 'extensions', 'tests', 'tools'];
  const args = [path.resolve('node_modules/.bin/depcruise'), '--config', CONFIG, '--output-type', 'json', ...folders];
  // The command exits with the number of violations; what it found is on standard output either way.
  const output = await promisify(execFile)(process.execPath, args, { cwd: house, maxBuffer: 64 * 1024 * 1024 }).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error as { stdout: string }).stdout,
  );
  return (JSON.parse(output) as { summary: { violations: Violation[] } }).summary.violations;
}

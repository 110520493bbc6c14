import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TYPED = ['**/*.ts', '**/*.tsx'];
const PLAIN = ['**/*.js', '**/*.mjs', '**/*.cjs'];

const DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: a default export has another name in every file that imports it.',
};
const PURE = 'The rule book is pure: take now, ids, randomness and settings as arguments (laws of the house, 1).';
const IMPURE_GLOBALS = [
  ...['Date', 'process', 'fetch', 'crypto', 'performance', 'console', 'Buffer', 'navigator', 'window', 'document', 'localStorage'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'globalThis'],
];
const ENVIRONMENT = {
  object: 'process',
  property: 'env',
  message: 'Only app/env.server.ts reads the environment; take an Env as an argument.',
};

export default defineConfig(
  globalIgnores([
    'app/store/generated/',
    'build/',
    'coverage/',
    '.data/',
    'extensions/*/assets/',
    'woocommerce-bridge/plugin/assets/widget/',
    'tests/fixtures/',
    '**/dist/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  {
    files: TYPED,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-confusing-void-expression': 'off', // an arrow that only passes a call on may give back what it gives back
      '@typescript-eslint/unbound-method': 'off', // our objects are made of closures, not of classes: a method taken out of one still works
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
      '@typescript-eslint/only-throw-error': ['error', { allow: [{ from: 'lib', name: 'Response' }] }], // Remix: a thrown Response is an answer
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    files: [...TYPED, ...PLAIN],
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 3],
      'no-console': 'error',
      'no-duplicate-imports': 'off', // a type import beside a value import is two imports of one module
      'no-else-return': ['error', { allowElseIf: false }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-param-reassign': ['error', { props: false }],
      'no-restricted-properties': ['error', ENVIRONMENT],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'node:process', message: 'Use the global; the environment is read in app/env.server.ts.' }] },
      ],
      'no-restricted-syntax': ['error', DEFAULT_EXPORT],
      'no-self-compare': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-template': 'error',
    },
  },
  {
    files: PLAIN,
    extends: [tseslint.configs.disableTypeChecked],
  },
  {
    files: ['app/domain/**'],
    rules: {
      'no-restricted-globals': ['error', ...IMPURE_GLOBALS.map((name) => ({ name, message: PURE }))],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: PURE },
        { object: 'Temporal', property: 'Now', message: PURE },
      ],
      'no-restricted-syntax': [
        'error',
        DEFAULT_EXPORT,
        { selector: ':function[async=true]', message: PURE },
        { selector: 'AwaitExpression', message: PURE },
        { selector: 'ImportExpression', message: PURE },
      ],
    },
  },
  {
    // A page is markup, a test is a story: both may be long, and a test's helper may name its stage besides its three.
    files: ['**/*.tsx', 'tests/**'],
    rules: { 'max-lines-per-function': 'off', 'max-params': ['error', 4] },
  },
  {
    files: ['tools/**', 'tests/**', '*.config.ts', 'app/env.server.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['tools/**', 'tests/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['tests/**/*.test.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' }, // a test that finds nothing there fails, as it should
  },
  {
    // What a framework loads by its default export.
    files: ['*.config.{ts,js}', 'app/routes/**', 'app/root.tsx', 'app/entry.*', 'extensions/**', 'tests/setup/summary-reporter.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);

// @ts-check
import path from 'node:path';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const root = path.resolve(import.meta.dirname, '../..');

const browserGlobals = [
  'Alpine',
  'AbortController',
  'Blob',
  'CSS',
  'CustomEvent',
  'DOMParser',
  'DataTransfer',
  'Element',
  'Event',
  'EventSource',
  'File',
  'FormData',
  'HTMLElement',
  'Headers',
  'IntersectionObserver',
  'Intl',
  'KeyboardEvent',
  'MutationObserver',
  'Node',
  'ResizeObserver',
  'TomSelect',
  'URL',
  'URLSearchParams',
  'cancelAnimationFrame',
  'clearInterval',
  'clearTimeout',
  'customElements',
  'document',
  'fetch',
  'history',
  'htmx',
  'localStorage',
  'location',
  'matchMedia',
  'navigator',
  'performance',
  'queueMicrotask',
  'requestAnimationFrame',
  'sessionStorage',
  'setInterval',
  'setTimeout',
  'structuredClone',
  'window',
];

export default defineConfig(
  { ignores: ['dist/', 'node_modules/', '.data/', 'test/output/', 'public/vendor/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      // knex answers `any`; naming the row's type beside the query is the house style, and this rule calls it idle.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      // Plain objects of functions, taken apart where convenient: no `this` anywhere.
      '@typescript-eslint/unbound-method': 'off',
      // tsc's noUnusedLocals and noUnusedParameters say the same.
      '@typescript-eslint/no-unused-vars': 'off',
      // A number or a boolean in a sentence for a log reads as it should; objects stay forbidden.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: false },
      ],
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      'no-eval': 'error',
    },
  },

  {
    files: ['src/**/*.ts'],
    rules: {
      'max-lines': ['error', 300],
      'no-console': 'error',
    },
  },
  {
    // A knex builder is a thenable, so that every callback which answers one looks like a forgotten promise.
    files: ['src/features/**/*.{store,query,to-sql}.ts', 'src/features/**/to-sql.ts', 'src/db/**/*.ts'],
    rules: {
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
    },
  },
  { files: ['src/commands/**/*.ts'], rules: { 'no-console': 'off' } },

  {
    // Time comes from ctx.now(), or as an argument: otherwise nothing about time can be tested or replayed.
    files: ['src/domain/**/*.ts', 'src/features/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Take the time from ctx.now() or an argument.',
        },
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Take the time from ctx.now() or an argument.',
        },
        {
          selector:
            "CallExpression[callee.object.name='DateTime'][callee.property.name=/^(now|local|utc)$/][arguments.length=0]",
          message: 'Take the time from ctx.now() or an argument.',
        },
      ],
    },
  },
  {
    files: ['src/domain/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'The domain knows no environment.' },
        { name: 'fetch', message: 'The domain knows no network.' },
        { name: 'setTimeout', message: 'The domain knows no clock.' },
      ],
    },
  },

  {
    // Tests read JSON answers and rows of any shape, and say so with their assertions.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },

  {
    files: ['public/js/**/*.js'],
    extends: [tseslint.configs.eslintRecommended],
    languageOptions: {
      sourceType: 'module',
      ecmaVersion: 2022,
      globals: Object.fromEntries(browserGlobals.map((name) => [name, 'readonly'])),
    },
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', 300],
      'no-console': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-undef': 'error',
      'no-unused-vars': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Build nodes, or let the server send the fragment.' },
        { property: 'outerHTML', message: 'Build nodes, or let the server send the fragment.' },
      ],
    },
  },
);

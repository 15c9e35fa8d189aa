import { defineConfig } from 'oxlint';
import { forbiddenRooms, homes, pageWindow, rows, windows } from './test/arch/house.ts';

const rooms = rows.flat();

type Wall = { group: string[]; message: string } | { regex: string; message: string; allowTypeImports?: boolean };

function restrictImports(patterns: Wall[]): ['error', { patterns: Wall[] }] {
  return ['error', { patterns }];
}

/** Imports that a file of `internal/<room>` may not have; the patterns are matched against the path as it is written. */
function wallsOf(room: string): Wall[] {
  return [
    ...forbiddenRooms(room).map((other) => ({
      group: [
        `**/../${other}/**`,
        ...(windows[room] ?? []).filter((path) => path.startsWith(`${other}/`)).map((path) => `!**/../${path}`),
      ],
      message: `internal/${room} may not know internal/${other}: declare the narrow interface that it needs beside its use.`,
    })),
    {
      regex: '^(\\.\\./)+(cmd|web|test|build)/',
      message: 'What runs on the server knows no command, page, test or build.',
    },
    ...packagesNotFor(`internal/${room}/`),
  ];
}

/** Packages whose one home lies outside `folder`. */
function packagesNotFor(folder: string): Wall[] {
  return Object.entries(homes)
    .filter(([, home]) => !home.startsWith(folder) && home !== '')
    .map(([name, home]) => ({
      regex: `^${name}(/|$)`,
      message: `${name} is imported in ${home} and nowhere else.`,
    }));
}

/** For files whose types the linter does not know. */
const untyped = {
  'typescript/no-unsafe-argument': 'off',
  'typescript/no-unsafe-assignment': 'off',
  'typescript/no-unsafe-call': 'off',
  'typescript/no-unsafe-member-access': 'off',
  'typescript/no-unsafe-return': 'off',
} as const;

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'promise', 'node'],
  categories: { correctness: 'error' },
  ignorePatterns: ['out/**', 'node_modules/**'],
  rules: {
    'eslint/eqeqeq': 'error',
    'eslint/max-lines': ['error', { max: 600 }],
    'eslint/max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    'eslint/no-console': 'error',
    'eslint/no-else-return': 'error',
    'eslint/no-param-reassign': 'error',
    'eslint/no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: 'Time comes in through a Clock (internal/platform/clock.ts).' },
      { object: 'Math', property: 'random', message: 'Randomness comes in through an argument.' },
    ],
    'eslint/no-var': 'error',
    'eslint/no-warning-comments': 'error',
    'eslint/prefer-const': 'error',
    'eslint/preserve-caught-error': 'error',
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'import/no-duplicates': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-deprecated': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-unsafe-argument': 'error',
    'typescript/no-unsafe-assignment': 'error',
    'typescript/no-unsafe-call': 'error',
    'typescript/no-unsafe-member-access': 'error',
    'typescript/no-unsafe-return': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/unbound-method': 'off', // an object of functions is as welcome here as one of methods
    'unicorn/no-useless-spread': 'off', // ...['-c', 'copy'] keeps a program's option and its value on one line
    'unicorn/prefer-node-protocol': 'error',
  },
  overrides: [
    ...rooms.map((room) => ({
      files: [`internal/${room}/**`],
      rules: { 'eslint/no-restricted-imports': restrictImports(wallsOf(room)) },
    })),
    {
      files: ['web/**'],
      rules: {
        'eslint/no-restricted-imports': restrictImports([
          { regex: '^(\\.\\./)+(cmd|test|build)/', message: 'A page holds no code of the server.' },
          {
            group: ['**/../internal/**', `!**/../internal/${pageWindow}`],
            message: 'A page holds no code of the server.',
          },
          {
            regex: `^(\\.\\./)+internal/${pageWindow}`,
            allowTypeImports: true,
            message: 'Of the API a page takes types alone (`import type`).',
          },
          { regex: '^node:', message: 'A page has no Node.' },
          ...packagesNotFor('web/'),
        ]),
      },
    },
    {
      files: ['internal/platform/clock.ts', 'web/shared/clock.ts'],
      rules: { 'eslint/no-restricted-properties': 'off' },
    },
    { files: ['cmd/**', 'test/**', 'build.ts'], rules: { 'eslint/no-console': 'off' } },
    { files: ['test/**'], rules: { 'eslint/no-restricted-properties': 'off' } },
    {
      files: ['**/*.test.ts'],
      rules: {
        // A test may reach for what it is about; node:test's functions return promises that the runner awaits.
        'eslint/max-lines-per-function': 'off',
        'eslint/no-restricted-imports': 'off',
        'typescript/no-floating-promises': [
          'error',
          {
            allowForKnownSafeCalls: [
              {
                from: 'package',
                name: ['test', 'it', 'describe', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
                package: 'node:test',
              },
            ],
          },
        ],
      },
    },
    {
      // drizzle-kit's types do not resolve for the linter; node-media-server has none.
      files: ['internal/store/write-migration.ts', 'test/peers/node-media-server.ts'],
      rules: untyped,
    },
    {
      // Plain JavaScript, which nobody checks the types of.
      files: ['**/*.mjs'],
      rules: untyped,
    },
    { files: ['.oxlint.config.ts'], rules: { 'import/no-default-export': 'off' } },
  ],
});

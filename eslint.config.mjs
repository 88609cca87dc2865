import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import boundaries from 'eslint-plugin-boundaries';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** What each folder may import of ours besides itself (design: "imports go only as the table says"). */
const messages = ['channel', 'contracts', 'recipe'];
const mayImport = {
  channel: [],
  recipe: ['channel'],
  contracts: ['channel', 'recipe'],
  'user-folder': ['channel'],
  platform: ['imaging'],
  network: [...messages, 'platform'],
  graph: [...messages, 'network'],
  losses: [...messages, 'graph', 'network'],
  optimizers: messages,
  recipes: [...messages, 'platform'],
  imaging: [...messages, 'platform'],
  runtime: [...messages, 'graph', 'losses', 'network', 'platform'],
  objective: [...messages, 'imaging', 'losses', 'network', 'optimizers', 'runtime'],
  plan: [...messages, 'imaging', 'losses', 'network', 'objective', 'platform', 'recipes', 'runtime'],
  results: [...messages, 'imaging', 'network', 'objective', 'plan', 'platform', 'runtime'],
  checkpoints: [...messages, 'platform'],
  methods: [
    ...messages,
    'checkpoints',
    'imaging',
    'network',
    'objective',
    'optimizers',
    'plan',
    'platform',
    'recipes',
    'results',
    'runtime',
  ],
  engine: [
    ...messages,
    'checkpoints',
    'imaging',
    'methods',
    'network',
    'plan',
    'recipes',
    'results',
    'runtime',
  ],
  node: [...messages, 'checkpoints', 'engine', 'imaging', 'network', 'platform', 'runtime', 'user-folder'],
  agents: messages,
  client: [...messages, 'user-folder'],
  cli: [...messages, 'agents', 'client', 'user-folder'],
  extension: [...messages, 'agents', 'client', 'user-folder'],
  webview: messages,
};

/** The folders of `src/engine` that the table names. */
const engineRooms = [
  'network',
  'graph',
  'losses',
  'optimizers',
  'recipes',
  'imaging',
  'runtime',
  'objective',
  'plan',
  'results',
  'checkpoints',
  'methods',
  'platform',
  'node',
];

/** Functions of `vscode.window` that show text, by whatever name of an object. */
const showsText =
  /^(show(Information|Warning|Error)Message|withProgress|setStatusBarMessage|showQuickPick|showInputBox|create(QuickPick|InputBox))$/;

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', 'media/', 'packages/', 'test-results/', '.vscode-test/'] },
  eslint.configs.recommended,
  {
    plugins: { 'import-x': importX },
    // The order depends on what an import says, not on where it leads: looking each file up takes ten times as long.
    settings: {
      'import-x/resolver-next': [{ interfaceVersion: 3, name: 'none', resolve: () => ({ found: false }) }],
    },
    rules: {
      'import-x/no-duplicates': ['error', { 'prefer-inline': true }],
      // Three blocks in alphabetical order: Node's modules, packages, ours.
      'import-x/order': [
        'error',
        {
          groups: ['builtin', 'external', ['parent', 'sibling', 'index']],
          'newlines-between': 'always',
          alphabetize: { order: 'asc', caseInsensitive: true },
        },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Indexing of typed arrays inside numeric loops is checked by the loop's bounds.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { node: { extensions: ['.ts', '.js'] } },
      'boundaries/elements': [
        ...engineRooms.map((room) => ({ type: room, pattern: `src/engine/${room}` })),
        { type: 'engine', pattern: 'src/engine' },
        ...[...messages, 'agents', 'user-folder', 'client', 'cli', 'extension'].map((room) => ({
          type: room,
          pattern: `src/${room}`,
        })),
        { type: 'webview', pattern: 'webview' },
      ],
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          message: '{{from.element.type}} may not import {{to.element.type}}',
          policies: Object.entries(mayImport).map(([from, allow]) => ({
            from: { element: { type: from } },
            allow: { to: { element: { type: [from, ...allow] } } },
          })),
        },
      ],
    },
  },
  {
    files: ['src/engine/**/*.ts'],
    ignores: ['src/engine/node/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex:
                '^sharp$|^undici$|^node:(?!path$|stream$|zlib$)|^(?:fs|os|crypto|child_process|worker_threads)(?:/|$)',
              message:
                'The engine must run in a browser too: what is Node’s comes through src/engine/platform.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src/extension/**/*.ts'],
    ignores: ['src/extension/notices/notify.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...['Identifier[name', 'Literal[value'].map((node) => ({
          selector: `${node}=${showsText}]`,
          message:
            'VS Code makes commands of text like [this](command:…): src/extension/notices/notify.ts shows it.',
        })),
      ],
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  prettier,
);

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands } from './commands.ts';
import { type CommandLine, parseCommandLine } from './command-line.ts';

const parse = (...words: readonly string[]): CommandLine => parseCommandLine(words, commands);

test('without a command it serves', () => {
  const { command, flags } = parse('--http-port', '9000', '--data=/tmp/x');
  assert.equal(command.name, 'serve');
  assert.deepEqual(flags, { 'http-port': '9000', data: '/tmp/x' });
});

test('a repeatable flag adds up, and of any other the last one holds', () => {
  const { flags } = parse('serve', '--stream-key', 'one', '--stream-key=-two', '--part-ms', '300', '--part-ms', '400');
  assert.deepEqual(flags, { 'stream-key': ['one', '-two'], 'part-ms': '400' });
});

test('words, switches and texts are told apart', () => {
  const { command, words, switches, texts } = parse('keys', 'add', 'näh ?', '--comment', 'for the phone', '--json');
  assert.equal(command.name, 'keys');
  assert.deepEqual(words, ['add', 'näh ?']);
  assert.deepEqual([...switches], ['json']);
  assert.equal(texts.get('comment'), 'for the phone');
});

test('a key that looks like an option is taken after two hyphens', () => {
  assert.deepEqual(parse('keys', 'add', '--', '-key').words, ['add', '-key']);
});

const refusals: readonly (readonly [readonly string[], RegExp])[] = [
  [['sreve'], /^There is no command "sreve"\. Did you mean serve\?/],
  [['x'], /^There is no command "x"\. See `aerial --help`\./],
  [['--http-prot', '3'], /^There is no option --http-prot\. Did you mean --http-port\?/],
  [['keys', '--http-port', '3'], /^There is no option --http-port\. See `aerial keys --help`\./],
  [['--constructor'], /^There is no option --constructor\./],
  [['-x'], /^There is no option -x\./],
  [['--http-port'], /^--http-port needs a value\./],
  [
    ['--stream-key', '--data', 'x'],
    /^--stream-key needs a value\. One that begins with a hyphen is written --stream-key=-value\./,
  ],
  [['--help=yes'], /^--help takes no value\./],
  [['doctor', 'now'], /^"now" is one word too many\./],
];
for (const [words, expected] of refusals) {
  test(`${words.join(' ')} is refused in words`, () => {
    assert.throws(
      () => parse(...words),
      (error: { code?: string; toLine?: () => string }) =>
        error.code === 'USAGE' && expected.test(error.toLine?.() ?? ''),
    );
  });
}

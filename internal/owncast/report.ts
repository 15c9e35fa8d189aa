import { definitionOf } from '../config/table.ts';
import type { ImportNoun } from '../store/import-writer.ts';
import type { Outcome, Prepared, SettingOutcome } from './carry.ts';
import { secretNames } from './secret-rules.ts';
import type { NounTally } from './tally.ts';

const MAX_SHOWN_CHARACTERS = 60;
const NAME_COLUMN = 36;

const nouns: Readonly<Record<ImportNoun, string>> = {
  streamKeys: 'stream keys',
  artwork: 'logo, icon and emoji',
  users: 'people and bots of the chat',
  accessTokens: 'access tokens',
  identities: 'proved identities',
  messages: 'chat messages',
  ipBans: 'banned addresses',
  webhooks: 'webhooks',
  subscriptions: 'browsers to notify',
  followers: 'fediverse followers',
  outbox: 'fediverse posts',
  inboxActivities: 'fediverse activities',
  plans: 'planned broadcasts and series',
  planExceptions: 'changed broadcasts of series',
};

const secrets: Readonly<Record<string, string>> = {
  [secretNames.password]: "the studio's password",
  [secretNames.federationPrivateKey]: "the fediverse account's private key",
  [secretNames.federationPublicKey]: "the fediverse account's public key",
  [secretNames.pushPublicKey]: 'the public key of push notices',
  [secretNames.pushPrivateKey]: 'the private key of push notices',
  [secretNames.directoryKey]: 'the key for the directory',
  [secretNames.created]: 'when the channel was founded',
};

/** Says what an import will do or did, line by line, without a secret in it. Nothing that somebody typed moves the cursor. */
export function renderOutcome(prepared: Prepared, outcome: Outcome): string[] {
  return renderSections(prepared, outcome).map((line) => line.replaceAll(/\p{Cc}/gu, '\uFFFD'));
}

function renderSections(prepared: Prepared, outcome: Outcome): string[] {
  const { ownFiles, wishes } = prepared;
  const { left, notes } = wishes;
  return [
    `From ${prepared.source.file}${outcome.isRepeated ? ', once more' : ''}.`,
    ...section('Settings', renderSettings(outcome.settings)),
    ...section(
      'Secrets, which are not shown',
      outcome.secrets.map(({ name, outcome: what }) => row(secrets[name] ?? name, words[what])),
    ),
    ...section('People, words and followers', [
      ...[...outcome.tally.nouns()].flatMap(([noun, tally]) => renderNoun(nouns[noun], tally)),
      ...(ownFiles.length === 0 ? [] : [row('files of the folder public', `${count(ownFiles.length)} new`)]),
    ]),
    ...section(
      'Stays behind',
      left.map(({ what, why }) => `  ${what}: ${why}.`),
    ),
    ...section(
      'To know',
      notes.map((sentence) => `  ${sentence}`),
    ),
  ];
}

const words = { taken: 'comes along', same: 'the same already', kept: 'stays as it was set here' } as const;

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function renderSettings(outcomes: readonly SettingOutcome[]): string[] {
  const changed = outcomes.filter(({ outcome }) => outcome !== 'same');
  const same = outcomes.length - changed.length;
  const lines = changed.map(({ name, before, after, outcome }) => {
    if (definitionOf(name).secret) return row(name, words[outcome]);
    return row(
      name,
      outcome === 'taken'
        ? `${quote(before)} → ${quote(after)}`
        : `${quote(before)} ${words.kept}, not ${quote(after)}`,
    );
  });
  return same === 0 ? lines : [...lines, `  ${same === 1 ? 'One more is' : `${same} more are`} the same already.`];
}

function renderNoun(title: string, { added, there, left }: NounTally): string[] {
  const counts = [`${count(added)} new`, ...(there === 0 ? [] : [`${count(there)} there already`])];
  return [
    row(title, counts.join(', ')),
    ...[...left].map(([reason, many]) => row('', `${count(many)} left out: ${reason}`)),
  ];
}

function row(title: string, text: string): string {
  return `  ${title.padEnd(NAME_COLUMN)}  ${text}`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}

function quote(text: string): string {
  const shown = text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
  return /^[[{]/.test(text) ? shown : JSON.stringify(shown);
}

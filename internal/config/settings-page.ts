import { OWNCAST_SWITCH } from './locate-setting.ts';
import { definitionOf, environmentName, type SettingName, settingNames, type TakesEffect } from './table.ts';

/** The page of the documentation that lists every setting, as Markdown. */
export function renderSettingsPage(): string {
  const groups = Map.groupBy(settingNames, (name) => definitionOf(name).group);
  return [
    '# Settings',
    '',
    '<!-- Written by `node cmd/write-docs.ts` from internal/config/table.ts: change it there. -->',
    '',
    'Each setting can be given in three places. The first that says something holds:',
    '',
    '1. a flag: `aerial --part-ms 300`',
    '2. an environment variable: `AERIAL_PART_MS=300` (one that is set to nothing counts as not given)',
    '3. the database: `aerial settings set part-ms 300`, also while the server runs',
    '',
    'Otherwise the default holds. `aerial settings list` shows what holds and where it comes from. A value that is not allowed ends the start',
    'with `SETTING_INVALID` and says where it stands; an unknown `AERIAL_…` variable is only warned of.',
    '',
    'Settings marked *start only* are never read from the database: they are needed before it opens, or name a program or a file of this',
    'machine, which nobody who may merely change settings should choose.',
    ...[...groups].flatMap(([group, names]) => ['', `## ${group}`, ...names.flatMap(renderSetting)]),
    '',
  ].join('\n');
}

const effects: Readonly<Record<TakesEffect, string>> = {
  'at once': 'at once',
  'next broadcast': 'with the next broadcast',
  restart: 'at the next start',
};

function renderSetting(name: SettingName): string[] {
  const { kind, defaultText, help, takesEffect, startOnly, secret, owncastVariable } = definitionOf(name);
  const marks = [
    ...(startOnly ? ['start only'] : []),
    ...(secret ? ['secret'] : []),
    ...(kind.repeatable ? ['repeatable'] : []),
  ];
  return [
    '',
    `### ${name}`,
    '',
    help,
    '',
    `- Flag \`--${name} ${kind.placeholder}\`, variable \`${environmentName(name)}\`${marks.length === 0 ? '' : ` (*${marks.join(', ')}*)`}`,
    ...(owncastVariable === undefined
      ? []
      : [`- Owncast's variable \`${owncastVariable}\` is heeded too, with \`${OWNCAST_SWITCH}=true\``]),
    `- Allowed: ${kind.allowed}`,
    `- Default: ${defaultText === '' ? 'nothing' : `\`${defaultText}\``}`,
    `- Takes effect: ${effects[takesEffect]}`,
  ];
}

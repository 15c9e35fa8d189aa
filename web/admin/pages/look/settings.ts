import type { SettingEntry, SettingsSection } from '../../settings/setting-entry.ts';

export const codeEntries: readonly SettingEntry[] = [
  {
    name: 'custom-styles',
    label: 'Styles',
    as: 'code',
    help: 'CSS that is added to the page, below its own. The preview shows it before you save.',
    example: '.brand { letter-spacing: 0.05em; }',
  },
  {
    name: 'custom-javascript',
    label: 'Script',
    as: 'code',
    help: 'JavaScript that runs in the browser of everybody who opens the page. Paste nothing that you do not understand.',
  },
];

/** For the palette; the colours are one setting, which the page draws in its own way. */
export const lookSettings: readonly (SettingsSection & { readonly part?: string })[] = [
  { title: 'Colours and type', entries: [{ name: 'appearance', label: 'Colours and type', isOwn: true }] },
  { title: 'Styles and script', part: 'code', entries: codeEntries },
];

import type { SettingEntry } from '../../settings/setting-entry.ts';

export const appliesEntry: SettingEntry = {
  name: 'ladder-applies',
  label: 'When changed qualities hold',
  words: {
    'next broadcast': 'From the next broadcast',
    'at once': 'At once, with a short break for viewers of the smaller ones',
  },
  help: 'Viewers of the source never notice either way.',
};

export const coresEntry: SettingEntry = {
  name: 'cores',
  label: 'Processor cores to count on',
  help: 'What the automatic choice makes its qualities for: a number, or “auto” for all of this machine’s.',
};

export const slateEntry: SettingEntry = { name: 'slate', label: 'Show a slate' };

export const timingEntries: readonly SettingEntry[] = [
  { name: 'window-seconds', label: 'How far viewers can go back', unit: 'seconds' },
  { name: 'grace-seconds', label: 'How long a broadcast waits for its encoder', unit: 'seconds' },
];

/** Settings that the page draws in its own way, and those that it leaves to the form. */
export const videoSettings = [
  {
    title: 'Qualities',
    entries: [
      { name: 'ladder', label: 'Qualities', isOwn: true },
      { name: 'video-encoder', label: 'Encoder', isOwn: true },
      appliesEntry,
      coresEntry,
    ],
  },
  {
    title: 'Timing',
    part: 'timing',
    entries: [{ name: 'part-ms', label: 'Delay', isOwn: true }, ...timingEntries, slateEntry],
  },
] as const;

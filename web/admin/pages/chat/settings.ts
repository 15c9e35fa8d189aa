import type { PageEntry } from '../../pages.ts';

type Sections = NonNullable<PageEntry['settings']>;

/** Who may chat, and how. */
export const ruleSections: Sections = [
  {
    title: 'The chat',
    part: 'rules',
    entries: [
      { name: 'chat', label: 'Chat beside the picture' },
      { name: 'chat-open-after-minutes', label: 'Open after a broadcast', unit: 'minutes' },
      { name: 'chat-join-messages', label: 'Say who comes and goes' },
      { name: 'chat-welcome', label: 'Welcome', example: 'Good to have you here!' },
    ],
  },
  {
    title: 'Who may write',
    part: 'rules',
    entries: [
      { name: 'chat-authenticated-only', label: 'Only who has signed in' },
      { name: 'chat-established-only', label: 'Only who has been here for a quarter of an hour' },
      { name: 'chat-followers-only', label: 'Only followers' },
      {
        name: 'chat-links',
        label: 'Who may post links',
        words: { everyone: 'Everybody', authenticated: 'Who has signed in', moderators: 'Moderators' },
      },
    ],
  },
  {
    title: 'How much',
    part: 'rules',
    entries: [
      { name: 'chat-slow-seconds', label: 'Slow mode: between two messages of one person', unit: 'seconds' },
      { name: 'chat-spam-protection', label: 'Slow down who writes too fast' },
    ],
  },
  {
    title: 'What is kept',
    part: 'rules',
    entries: [
      { name: 'chat-keep-hours', label: 'Messages, for', unit: 'hours' },
      { name: 'chat-keep-messages', label: 'Messages, at most', unit: 'messages' },
      { name: 'chat-keep-people-days', label: 'People who do not come back, for', unit: 'days' },
    ],
  },
];

/** What may not be said, and what people may not be called. */
export const wordSections: Sections = [
  {
    title: 'Words',
    part: 'words',
    entries: [
      { name: 'chat-slur-filter', label: 'Turn slurs away' },
      {
        name: 'chat-forbidden-words',
        label: 'Words that no message may contain',
        help: '* at an end stands for any letters.',
      },
    ],
  },
  {
    title: 'Names',
    part: 'words',
    entries: [
      { name: 'chat-forbidden-names', label: 'Words that no name may contain', help: 'Whatever is before or behind.' },
      {
        name: 'chat-suggested-names',
        label: 'Names for newcomers',
        help: 'With fewer than ten, names are made up.',
      },
    ],
  },
];

export const chatSettings: Sections = [...ruleSections, ...wordSections];

import type { SettingsSection } from '../../settings/setting-entry.ts';

type Section = SettingsSection & { readonly part?: string };

export const scheduleSettings: readonly Section[] = [
  {
    title: 'What people see',
    part: 'settings',
    entries: [
      { name: 'schedule', label: 'Show what is planned' },
      { name: 'schedule-countdown', label: 'Count down to it on the page' },
      { name: 'chat-open-before-minutes', label: 'Open the chat before it', unit: 'minutes' },
    ],
  },
  {
    title: 'Reminders',
    text: 'They go out by the ways that are set up under Notices.',
    part: 'settings',
    entries: [
      {
        name: 'schedule-reminder-minutes',
        label: 'Minutes before it',
        help: 'Several times are separated by commas; nothing for no reminder.',
        example: '30',
      },
      { name: 'schedule-reminder-message', label: 'What is told' },
    ],
  },
  {
    title: 'On the fediverse',
    text: 'Followers get what is planned as an event: servers for events put it into calendars, others show its name and its address.',
    part: 'settings',
    entries: [{ name: 'federation-planned-days', label: 'Tell followers before it', unit: 'days' }],
  },
];

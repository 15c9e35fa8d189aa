import type { SettingsSection } from '../../settings/setting-entry.ts';

type Section = SettingsSection & { readonly part?: string };

export const noticesSettings: readonly Section[] = [
  {
    title: 'When people are told',
    entries: [
      {
        name: 'notices-delay-seconds',
        label: 'A broadcast has to last',
        unit: 'seconds',
        help: 'Before that nobody is told: a false start bothers nobody.',
      },
      { name: 'notices-every-minutes', label: 'At most once in', unit: 'minutes' },
    ],
  },
  {
    title: 'Browsers',
    text: 'On the page, people press “Tell me when live”. It takes HTTPS.',
    entries: [
      { name: 'push', label: 'Tell browsers' },
      { name: 'push-live-message', label: 'What they are told' },
      { name: 'push-services', label: 'Push services that may be called' },
    ],
  },
  {
    title: 'Discord',
    text: 'Discord gives the address under a channel’s settings, Integrations, Webhooks.',
    entries: [
      { name: 'discord', label: 'Tell a Discord channel' },
      { name: 'discord-webhook', label: 'Address of its webhook' },
      { name: 'discord-live-message', label: 'What it is told' },
    ],
  },
  {
    title: 'E-mail',
    part: 'mail',
    entries: [
      { name: 'mail', label: 'Send e-mails' },
      { name: 'mail-to', label: 'To', help: 'Up to 100 addresses, separated by commas; each gets one of its own.' },
      { name: 'mail-live-message', label: 'What they say' },
    ],
  },
  {
    title: 'Mail server',
    part: 'mail',
    entries: [
      { name: 'mail-host', label: 'Host', example: 'mail.example.org' },
      { name: 'mail-port', label: 'Port' },
      {
        name: 'mail-security',
        label: 'Encryption',
        words: {
          starttls: 'STARTTLS, usually port 587',
          tls: 'TLS, usually port 465',
          none: 'None: everybody on the way can read it',
        },
      },
      { name: 'mail-user', label: 'Name to sign in with' },
      { name: 'mail-password', label: 'Password' },
      { name: 'mail-from', label: 'From', example: 'me@example.org' },
    ],
  },
  {
    title: 'Words',
    part: 'chats',
    entries: [{ name: 'hooks-live-message', label: 'What chats and requests are told' }],
  },
];

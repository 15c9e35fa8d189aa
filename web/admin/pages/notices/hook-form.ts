import type { SentOf } from '../../../../internal/http/contract/caller-types.ts';

export type HookWish = SentOf<'POST /api/admin/notifications/hooks/create'>['body'];
export type Preset = HookWish['preset'];

interface HookField {
  readonly name: 'url' | 'token' | 'chat' | 'room' | 'body';
  readonly label: string;
  readonly help?: string;
  readonly example?: string;
  readonly isSecret?: true;
  readonly isOptional?: true;
  readonly isLong?: true;
}

/** What each preset asks for. */
export const presets: Readonly<Record<Preset, { readonly label: string; readonly fields: readonly HookField[] }>> = {
  slack: {
    label: 'Slack, Mattermost, Rocket.Chat',
    fields: [{ name: 'url', label: 'Incoming webhook', example: 'https://hooks.slack.com/services/…' }],
  },
  telegram: {
    label: 'Telegram',
    fields: [
      { name: 'token', label: 'Token of the bot', help: 'BotFather gives it.', isSecret: true },
      { name: 'chat', label: 'Chat', help: 'Its number, or the @name of a channel in which the bot may write.' },
    ],
  },
  matrix: {
    label: 'Matrix',
    fields: [
      { name: 'url', label: 'Home server', example: 'https://matrix.org' },
      { name: 'token', label: 'Access token of an account', isSecret: true },
      { name: 'room', label: 'Room', help: 'Its internal id, which begins with an exclamation mark.' },
    ],
  },
  ntfy: {
    label: 'ntfy',
    fields: [
      { name: 'url', label: 'Topic', example: 'https://ntfy.sh/my-topic' },
      { name: 'token', label: 'Access token', help: 'Where the topic needs one.', isSecret: true, isOptional: true },
    ],
  },
  custom: {
    label: 'A request of your own',
    fields: [
      { name: 'url', label: 'Address', example: 'https://example.org/notify' },
      {
        name: 'body',
        label: 'Body (JSON)',
        help: 'Words in double braces are filled in, between quotation marks: {{text}}, {{message}}, {{title}}, {{channel}}, {{url}}, {{when}}, {{start}}, {{event}}, {{id}}.',
        example: '{"text": "{{text}}"}',
        isLong: true,
      },
    ],
  },
};

export type HookTexts = Readonly<Record<HookField['name'] | 'name', string>>;

export const emptyTexts: HookTexts = { name: '', url: '', token: '', chat: '', room: '', body: '{"text": "{{text}}"}' };

/** What is sent of the form; a sentence where something is missing. */
export function hookWishOf(preset: Preset, texts: HookTexts): HookWish | string {
  const name = texts.name.trim();
  if (name === '') return 'Give it a name.';
  const missing = presets[preset].fields.find((field) => field.isOptional !== true && texts[field.name].trim() === '');
  if (missing !== undefined) return `${missing.label} is missing.`;
  const { url, token, chat, room, body } = texts;
  switch (preset) {
    case 'slack':
      return { preset, name, url };
    case 'telegram':
      return { preset, name, token, chat };
    case 'matrix':
      return { preset, name, url, token, room };
    case 'ntfy':
      return { preset, name, url, token };
    case 'custom':
      return { preset, name, url, method: 'POST', headers: {}, contentType: 'application/json', body };
  }
}

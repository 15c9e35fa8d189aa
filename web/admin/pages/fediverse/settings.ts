import type { SettingEntry, SettingsSection } from '../../settings/setting-entry.ts';

type Section = SettingsSection & { readonly part?: string };

/** Shown once the account has moved. */
export const movedTo: SettingEntry = {
  name: 'federation-moved-to',
  label: 'Where this account has moved to',
  help: 'Its document says so. Empty it to be here again.',
};

export const fediverseSettings: readonly Section[] = [
  {
    title: 'On the fediverse',
    entries: [
      {
        name: 'federation',
        label: 'The channel can be followed',
        help: 'While it is off nothing of it runs. It needs the public address of the station.',
      },
      {
        name: 'federation-username',
        label: 'Name before the @',
        help: 'Choose it for life: who follows one name does not follow another.',
      },
      { name: 'federation-private', label: 'Let in followers one by one; posts are for them alone' },
      { name: 'federation-hide-followers', label: 'Keep the list of followers to yourself' },
    ],
  },
  {
    title: 'In the chat',
    entries: [
      { name: 'federation-show-engagement', label: 'Tell who follows, likes and shares' },
      { name: 'federation-show-replies', label: 'Show what people answer' },
    ],
  },
  {
    title: 'Move here',
    text: 'Name the accounts whose followers are to come here, and then move each of them to this one, there.',
    entries: [
      {
        name: 'federation-aliases',
        label: 'Accounts that are this one, too',
        help: 'The addresses of their profiles; Enter ends one.',
        example: 'https://old.example/users/me',
      },
      { ...movedTo, isOwn: true },
    ],
  },
  {
    title: 'When you go live',
    part: 'posts',
    entries: [
      {
        name: 'federation-live-message',
        label: 'What followers are told',
        help: 'The title, the tags, a link and a picture come along. Nothing is sent while this is empty.',
      },
      {
        name: 'federation-live-delay-seconds',
        label: 'A broadcast has to last',
        unit: 'seconds',
        help: 'Before that nobody is told: a false start bothers nobody.',
      },
      { name: 'federation-alt-text', label: 'What the picture shows' },
      {
        name: 'federation-afterwards',
        label: 'When the stream has ended, the post',
        words: { keep: 'Stays as it is', update: 'Says that the stream has ended', delete: 'Is taken back' },
      },
      { name: 'federation-end-message', label: 'What it says then' },
      {
        name: 'federation-live-profile',
        label: 'The profile shows that you are live',
        help: "Its banner is the picture on air. Followers' servers are told when that begins and ends, besides the post.",
      },
    ],
  },
  {
    title: 'Every post',
    part: 'posts',
    entries: [
      { name: 'federation-language', label: 'Language', example: 'en' },
      { name: 'federation-content-warning', label: 'Content warning' },
      { name: 'federation-quotes', label: 'Others may quote it' },
    ],
  },
  {
    title: 'To be recommended by Owncasts',
    part: 'recommended',
    entries: [
      {
        name: 'federation-as-owncast',
        label: 'Say that this is an Owncast',
        help: 'In the one description that Owncast reads (NodeInfo 2.0). Its servers recommend no others.',
      },
    ],
  },
  {
    title: 'Blocked servers',
    text: 'Nothing is listened to that comes from these, or from any name below theirs.',
    part: 'blocked',
    entries: [
      {
        name: 'federation-blocked-domains',
        label: 'Servers',
        help: 'Their host names; Enter ends one.',
        example: 'spam.example',
      },
    ],
  },
];

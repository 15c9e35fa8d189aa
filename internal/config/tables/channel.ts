import { setting } from '../definition.ts';
import * as kinds from '../kinds.ts';
import * as shapes from '../shapes.ts';

/** Settings of the group "Channel". */
export const channelSettings = {
  'channel-name': setting({
    group: 'Channel',
    kind: kinds.line({ min: 1, max: 100 }),
    defaultText: 'Aerial',
    help: 'Name of the channel.',
    takesEffect: 'at once',
  }),
  'channel-summary': setting({
    group: 'Channel',
    kind: kinds.line({ min: 0, max: 500 }),
    defaultText: '',
    help: 'What the channel is about, in a sentence or two.',
    takesEffect: 'at once',
  }),
  'stream-title': setting({
    group: 'Channel',
    kind: kinds.line({ min: 0, max: 200 }),
    defaultText: '',
    help: 'Title of what is being streamed.',
    takesEffect: 'at once',
  }),
  'grace-seconds': setting({
    group: 'Channel',
    kind: kinds.wholeNumber({ min: 0, max: 3600 }),
    defaultText: '60',
    help: 'Seconds that a broadcast waits for an encoder that has gone to come back.',
    takesEffect: 'at once',
  }),
  tags: setting({
    group: 'Channel',
    kind: kinds.jsonList(shapes.tags),
    defaultText: '[]',
    help: 'What the channel is about, as a JSON list of words.',
    takesEffect: 'at once',
  }),
  'social-links': setting({
    group: 'Channel',
    kind: kinds.json(shapes.socialLinks),
    defaultText: '[]',
    help: 'Where else the channel is found, as a JSON list of {"platform","url"}.',
    takesEffect: 'at once',
  }),
  nsfw: setting({
    group: 'Channel',
    kind: kinds.onOff(),
    defaultText: 'off',
    help: 'Whether the channel shows what is not for everybody.',
    takesEffect: 'at once',
  }),
  'offline-message': setting({
    group: 'Channel',
    kind: kinds.text({ max: 10_000 }),
    defaultText: '',
    help: 'What the page says while nobody is live (Markdown).',
    takesEffect: 'at once',
  }),
  'page-content': setting({
    group: 'Channel',
    kind: kinds.text({ max: 200_000 }),
    defaultText: '',
    help: 'What stands below the picture (Markdown).',
    takesEffect: 'at once',
  }),
  'external-actions': setting({
    group: 'Channel',
    kind: kinds.json(shapes.externalActions),
    defaultText: '[]',
    help: 'Buttons below the picture, as a JSON list of {"title","url"} or {"title","html"}.',
    takesEffect: 'at once',
  }),
  'hide-viewer-count': setting({
    group: 'Channel',
    kind: kinds.onOff(),
    defaultText: 'off',
    help: 'Whether the number of viewers is kept from the public.',
    takesEffect: 'at once',
  }),
  'search-indexing': setting({
    group: 'Channel',
    kind: kinds.onOff(),
    defaultText: 'on',
    help: 'Whether search engines may list the page.',
    takesEffect: 'at once',
  }),
  autoplay: setting({
    group: 'Channel',
    kind: kinds.choice('WHEN', ['off', 'always', 'sound-only']),
    defaultText: 'always',
    help: 'Whether the picture starts by itself: off, always (muted where the browser insists), or sound-only (only where sound may play).',
    takesEffect: 'at once',
  }),
  directory: setting({
    group: 'Channel',
    kind: kinds.onOff(),
    defaultText: 'off',
    help: 'Whether the channel is listed in a public directory of streams, which is told while it is live; needs public-url.',
    takesEffect: 'at once',
  }),
  'directory-url': setting({
    group: 'Channel',
    kind: kinds.optionalWebAddress(),
    defaultText: 'https://directory.owncast.online',
    help: 'The directory that the channel is listed in. It is asked nothing while `directory` is off.',
    takesEffect: 'at once',
  }),
} as const;

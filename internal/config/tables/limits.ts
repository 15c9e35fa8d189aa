import { setting } from '../definition.ts';
import * as kinds from '../kinds.ts';

/** Settings of the group "Limits". */
export const limitsSettings = {
  'ingest-connections': setting({
    group: 'Limits',
    kind: kinds.wholeNumber({ min: 1, max: 10_000 }),
    defaultText: '256',
    help: 'RTMP connections at a time.',
    takesEffect: 'restart',
  }),
  'ingest-connections-per-address': setting({
    group: 'Limits',
    kind: kinds.wholeNumber({ min: 1, max: 10_000 }),
    defaultText: '16',
    help: 'RTMP connections at a time from one address.',
    takesEffect: 'restart',
  }),
  'http-connections': setting({
    group: 'Limits',
    kind: kinds.wholeNumber({ min: 10, max: 1_000_000 }),
    defaultText: '20000',
    help: 'Web connections at a time; each takes one open file.',
    takesEffect: 'restart',
  }),
  'http-waiting-requests': setting({
    group: 'Limits',
    kind: kinds.wholeNumber({ min: 10, max: 1_000_000 }),
    defaultText: '20000',
    help: 'Requests that may wait at a time for the next part of the stream.',
    takesEffect: 'restart',
  }),
  'outbound-private': setting({
    group: 'Limits',
    kind: kinds.onOff(),
    defaultText: 'off',
    help: 'Whether webhooks and other requests to addresses that people gave may reach this machine and its private network.',
    takesEffect: 'at once',
  }),
  'chat-connections': setting({
    group: 'Limits',
    kind: kinds.wholeNumber({ min: 1, max: 1_000_000 }),
    defaultText: '15000',
    help: 'Connections to the chat at a time; each is one of the web connections, too.',
    takesEffect: 'at once',
  }),
  'chat-connections-per-address': setting({
    group: 'Limits',
    kind: kinds.wholeNumber({ min: 1, max: 1_000_000 }),
    defaultText: '500',
    help: 'Connections to the chat at a time from one address, which a school or a whole town may share.',
    takesEffect: 'at once',
  }),
} as const;

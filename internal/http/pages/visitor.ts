/** Programs that play and cannot read a page: they are sent to the stream. */
const players = /\b(?:mpv|vlc|libvlc|lavf|kodi|gstreamer|infuse|roku)\b|player|applecoremedia|stagefright|libmpv/i;
/** Programs that show a card where somebody writes the channel's address. Search engines are not among them: they get the whole page. */
const cardMakers = new RegExp(
  [
    ...[
      'mastodon',
      'pleroma',
      'akkoma',
      'misskey',
      'firefish',
      'sharkey',
      'lemmy',
      'friendica',
      'gotosocial',
      'hubzilla',
    ],
    ...[
      'applebot',
      'whatsapp',
      'matrix',
      'synapse',
      'element',
      'rocket\\.chat',
      'duckduckbot',
      'mattermost',
      'nextcloud',
    ],
    ...[
      'discordbot',
      'slackbot',
      'telegrambot',
      'twitterbot',
      'facebookexternalhit',
      'facebot',
      'linkedinbot',
      'bluesky',
    ],
    ...[
      'cardyb',
      'skypeuripreview',
      'embedly',
      'iframely',
      'redditbot',
      // Its app shows pages to people, and says so in brackets.
      'pinterest(?!/(?:ios|android)\\])',
      'viber',
      'signal',
      'vkshare',
      'zulip',
    ],
    ...['linkpreview', 'opengraph', 'unfurl'],
  ].join('|'),
  'i',
);

export type Visitor = 'player' | 'card-maker' | 'browser';

/** What asks for the page, told by what it calls itself. Who is not sure is a browser: the page has everything. */
export function visitorOf(userAgent: string): Visitor {
  const name = userAgent.slice(0, 512);
  if (cardMakers.test(name)) return 'card-maker';
  return players.test(name) ? 'player' : 'browser';
}

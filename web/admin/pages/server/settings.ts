import type { SettingsSection } from '../../settings/setting-entry.ts';

type Section = SettingsSection & { readonly part?: string };

/** What the channel is, as viewers read it. */
export const channelSections: readonly Section[] = [
  {
    title: 'Channel',
    entries: [
      { name: 'channel-name', label: 'Name' },
      { name: 'channel-summary', label: 'Summary' },
      { name: 'tags', label: 'Tags', help: 'What the channel is about, in single words.' },
      { name: 'social-links', label: 'Where else you are found', isOwn: true },
    ],
  },
  {
    title: 'Words on the page',
    entries: [
      { name: 'page-content', label: 'Below the picture', as: 'markdown' },
      { name: 'offline-message', label: 'While nobody is live', as: 'markdown' },
    ],
  },
  {
    title: 'Who sees what',
    entries: [
      {
        name: 'nsfw',
        label: 'Not for everybody',
        help: 'Viewers are asked whether they want to see it before the picture starts.',
      },
      { name: 'hide-viewer-count', label: 'Keep the number of viewers to yourself' },
      { name: 'search-indexing', label: 'Let search engines list the page' },
      {
        name: 'autoplay',
        label: 'Start the picture',
        words: {
          off: 'When it is pressed',
          always: 'By itself, muted where the browser insists',
          'sound-only': 'By itself where sound may play',
        },
        help: 'Browsers decide whether a page may make sound by itself.',
      },
      { name: 'directory', label: 'List the channel in a directory of streams' },
      { name: 'directory-url', label: 'The directory' },
    ],
  },
];

export const networkSections: readonly Section[] = [
  {
    title: 'Addresses',
    part: 'network',
    entries: [
      { name: 'public-url', label: 'Public address', example: 'https://tv.example.org' },
      { name: 'trusted-proxies', label: 'Proxies that are believed', example: 'loopback, 10.0.0.0/8' },
      { name: 'socket-host', label: 'Host of the chat’s socket', example: 'chat.example.org' },
    ],
  },
  {
    title: 'Ports',
    part: 'network',
    entries: [
      { name: 'http-port', label: 'Page and stream' },
      { name: 'http-address', label: 'Listens on, for the page', example: 'any' },
      { name: 'rtmp-port', label: 'Encoders (RTMP)' },
      { name: 'rtmps-port', label: 'Encoders over TLS (RTMPS)' },
      { name: 'rtmp-address', label: 'Listens on, for encoders', example: 'any' },
    ],
  },
  {
    title: 'HTTPS',
    text: 'Name the hosts that lead here, and the server gets their certificate and renews it.',
    part: 'network',
    entries: [
      { name: 'acme-host', label: 'Hosts to get a certificate for', example: 'tv.example.org' },
      { name: 'acme-email', label: 'E-mail for the authority', example: 'you@example.org' },
      { name: 'acme-https-port', label: 'Port of HTTPS' },
      { name: 'acme-http-port', label: 'Port of the authority’s check' },
      { name: 'hsts-days', label: 'Browsers insist on HTTPS for', unit: 'days' },
      { name: 'acme-directory', label: 'Certificate authority' },
      { name: 'tls-certificate', label: 'Certificate of your own' },
      { name: 'tls-key', label: 'Its private key' },
    ],
  },
];

export const accessSections: readonly Section[] = [
  {
    title: 'Accounts of a provider (OpenID Connect)',
    text: 'People of the chat may sign in with accounts of your provider; those that you list may also enter the studio.',
    part: 'access',
    entries: [
      { name: 'openid-issuer', label: 'Issuer', example: 'https://accounts.example.org' },
      { name: 'openid-client-id', label: 'Client id' },
      { name: 'openid-client-secret', label: 'Client secret' },
      { name: 'openid-name', label: 'Name on the button' },
      { name: 'openid-studio', label: 'Accounts that may enter the studio', example: 'you@example.org' },
    ],
  },
  {
    title: 'Signing in with an address of one’s own (IndieAuth)',
    part: 'access',
    entries: [{ name: 'indieauth-private', label: 'Allow private networks' }],
  },
];

export const backupSections: readonly Section[] = [
  {
    title: 'Copies by themselves',
    part: 'backups',
    entries: [
      { name: 'backup-hours', label: 'Make a copy every', unit: 'hours' },
      { name: 'backups-kept', label: 'Keep the newest', unit: 'copies' },
    ],
  },
];

export const limitSections: readonly Section[] = [
  {
    title: 'Encoders',
    part: 'limits',
    entries: [
      { name: 'ingest-connections', label: 'RTMP connections', unit: 'at a time' },
      { name: 'ingest-connections-per-address', label: 'From one address', unit: 'at a time' },
    ],
  },
  {
    title: 'Viewers',
    part: 'limits',
    entries: [
      { name: 'http-connections', label: 'Web connections', unit: 'at a time' },
      { name: 'http-waiting-requests', label: 'Requests that wait for the next part', unit: 'at a time' },
    ],
  },
  {
    title: 'Chat',
    part: 'limits',
    entries: [
      { name: 'chat-connections', label: 'Connections to the chat', unit: 'at a time' },
      { name: 'chat-connections-per-address', label: 'From one address', unit: 'at a time' },
    ],
  },
  {
    title: 'Requests of the server',
    part: 'limits',
    entries: [{ name: 'outbound-private', label: 'May reach its own private network' }],
  },
];

export const aboutSections: readonly Section[] = [
  {
    title: 'Figures for Prometheus',
    part: 'about',
    entries: [{ name: 'metrics', label: 'Answer at /metrics, to anybody who asks' }],
  },
  {
    title: 'Given at the start',
    text: 'These name what the machine runs or reads, so that nobody can change them over the network.',
    part: 'about',
    entries: [
      { name: 'data', label: 'Data directory' },
      { name: 'ffmpeg', label: 'ffmpeg' },
      { name: 'log-level', label: 'How much the log tells' },
    ],
  },
];

/** Settings of the channel and of the server that runs it. */
export const serverSettings: readonly Section[] = [
  ...channelSections,
  ...networkSections,
  ...accessSections,
  ...backupSections,
  ...limitSections,
  ...aboutSections,
];

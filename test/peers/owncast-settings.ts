import { encodeGob, encodeGoTime, type GobShape } from '../../internal/owncast/gob/testing.ts';

/** Of the password "correct horse", by bcrypt at its least cost. */
export const fixturePasswordHash = '$2b$04$H8x/5QV79Z2CtQK2D3USIejjYaU3QPc6i9MI5SxcCR7OT/bHPCpbm';

/** When everything in a fixture begins; each later thing is a second later. */
export const BEGIN_MS = Date.UTC(2024, 2, 3, 4, 5, 6);

const texts = (...fields: readonly string[]): Readonly<Record<string, GobShape>> =>
  Object.fromEntries(fields.map((name) => [name, 'text']));
const shapes = {
  streamKeys: { list: { structure: 'StreamKey', fields: texts('Key', 'Comment') } },
  socialHandles: { list: { structure: 'SocialHandle', fields: texts('Platform', 'URL', 'Icon') } },
  externalActions: {
    list: {
      structure: 'ExternalAction',
      fields: { ...texts('URL', 'HTML', 'Title', 'Description', 'Icon', 'Color'), OpenExternally: 'boolean' },
    },
  },
  variants: {
    list: {
      structure: 'StreamOutputVariant',
      fields: {
        Name: 'text',
        IsVideoPassthrough: 'boolean',
        IsAudioPassthrough: 'boolean',
        VideoBitrate: 'signed',
        AudioBitrate: 'signed',
        ScaledWidth: 'signed',
        ScaledHeight: 'signed',
        Framerate: 'signed',
        CPUUsageLevel: 'signed',
      },
    },
  },
  s3: {
    structure: 'S3',
    fields: {
      ...texts('Endpoint', 'AccessKey', 'Secret', 'Bucket', 'Region', 'ACL', 'PathPrefix', 'ServingEndpoint'),
      Enabled: 'boolean',
      ForcePathStyle: 'boolean',
    },
  },
  discord: {
    structure: 'DiscordConfiguration',
    fields: { Webhook: 'text', GoLiveMessage: 'text', Enabled: 'boolean' },
  },
  push: { structure: 'BrowserNotificationConfiguration', fields: { GoLiveMessage: 'text', Enabled: 'boolean' } },
  time: { structure: 'NullTime', fields: { Time: { opaque: 'Time' }, Valid: 'boolean' } },
  colors: { map: ['text', 'text'] },
  names: { list: 'text' },
} satisfies Record<string, GobShape>;

const text = (value: string): Buffer => encodeGob('text', value);
const number = (value: number): Buffer => encodeGob('float', value);
const flag = (value: boolean): Buffer => encodeGob('boolean', value);

/** Owncast's settings, encoded as it encodes them; `privateKey` is PEM. */
export function settingsOf(privateKey: string): Readonly<Record<string, Buffer>> {
  return { ...channelSettings(), ...serverSettings(), private_key: text(privateKey) };
}

function channelSettings(): Readonly<Record<string, Buffer>> {
  return {
    DATA_STORE_VERSION: number(3),
    HAS_POPULATED_DEFAULTS: flag(true),
    server_name: text('Night Owls'),
    server_summary: text('Music\nfor the late hours.'),
    stream_title: text('Friday set'),
    server_url: text('https://tv.example.org'),
    server_metadata_tags: text('owncast,streaming,#music'),
    server_welcome_message: text('Hello!'),
    custom_offline_message: text('Back on **Friday**.'),
    extra_page_content: text('# About\n\nWe play.'),
    custom_styles: text('body { color: red }'),
    custom_color_variable_values: encodeGob(shapes.colors, { 'theme-color-palette-4': '#123456', 'odd}': 'x' }),
    nsfw: flag(true),
    chat_disabled: flag(false),
    disable_search_indexing: flag(true),
    hide_viewer_count: flag(true),
    admin_password_key: text(fixturePasswordHash),
    stream_keys: encodeGob(shapes.streamKeys, [
      { Key: 'abc123', Comment: 'Default stream key' },
      { Key: 'sekrit-studio-key', Comment: 'Studio' },
    ]),
    social_handles: encodeGob(shapes.socialHandles, [
      { Platform: 'mastodon', URL: 'https://social.example/@owls', Icon: '/img/platformlogos/mastodon.svg' },
      { Platform: 'evil', URL: 'javascript:alert(1)' },
    ]),
    external_actions: encodeGob(shapes.externalActions, [
      { URL: 'https://shop.example/', Title: 'Shop', Color: '#fff', OpenExternally: true },
    ]),
    video_stream_output_variants: encodeGob(shapes.variants, [
      { Name: 'Source', IsVideoPassthrough: true, IsAudioPassthrough: true },
      {
        Name: 'Medium',
        IsAudioPassthrough: true,
        VideoBitrate: 1800,
        ScaledHeight: 720,
        Framerate: 30,
        CPUUsageLevel: 2,
      },
    ]),
    video_latency_level: number(1),
    video_codec: text('libx264'),
  };
}

function serverSettings(): Readonly<Record<string, Buffer>> {
  return {
    http_port_number: number(8090),
    rtmp_port_number: number(1935),
    http_listen_address: text('0.0.0.0'),
    peak_viewers_overall: number(321),
    peak_viewers_session: number(12),
    s3_storage_config: encodeGob(shapes.s3, {}),
    blocked_usernames: encodeGob(shapes.names, ['owncast', 'operator']),
    suggested_usernames: encodeGob(shapes.names, []),
    federation_enabled: flag(true),
    federation_username: text('owls'),
    federation_go_live_message: text('We are live.'),
    federation_blocked_domains: text('bad.example, worse.example'),
    public_key: text('unused'),
    browser_push_public_key: text(Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]).toString('base64url')),
    browser_push_private_key: text(Buffer.alloc(32, 9).toString('base64url')),
    browser_push_configuration: encodeGob(shapes.push, { Enabled: true, GoLiveMessage: 'Come in' }),
    discord_configuration: encodeGob(shapes.discord, {
      Enabled: true,
      Webhook: 'https://discord.example/api/webhooks/1/secret',
    }),
    server_init_date: encodeGob(shapes.time, { Time: encodeGoTime(BEGIN_MS), Valid: true }),
    last_disconnect_time: encodeGob(shapes.time, { Time: encodeGoTime(BEGIN_MS + 86_400_000), Valid: true }),
    logo_path: text('logo.png'),
    'plugins.enabled': encodeGob(shapes.names, ['polls']),
  };
}

import { latencyLevelToPartMs, variantsToLadder } from '../config/owncast-variants.ts';
import * as shapes from '../config/shapes.ts';
import type { SettingName } from '../config/table.ts';
import { toOneLine } from '../platform/one-line.ts';
import { z } from '../platform/schema.ts';
import type { Rule, Wishes } from './wishes.ts';

/** What Owncast writes when a field is empty: nothing. */
const optionalText = z.string().default('');
const optionalSwitch = z.boolean().default(false);
const optionalNumber = z.number().default(0);

/** Which of Owncast's keys becomes which setting, and how. What is none of these stands in `setting-plan.ts`. */
export const settingRules: Readonly<Record<string, Rule>> = {
  server_name: line('channel-name'),
  server_summary: line('channel-summary'),
  stream_title: line('stream-title'),
  server_metadata_tags: commaList('tags', shapes.tags.element),
  social_handles: list('social-links', socialHandle(), shapes.socialLinks.element),
  nsfw: onOff('nsfw'),
  custom_offline_message: text('offline-message'),
  extra_page_content: text('page-content'),
  external_actions: list('external-actions', externalAction(), shapes.externalActions.element),
  hide_viewer_count: onOff('hide-viewer-count'),
  disable_search_indexing: offOn('search-indexing'),
  autoplay: line('autoplay'),
  directory_enabled: onOff('directory'),
  server_url: line('public-url'),
  websocket_host_override: line('socket-host'),
  video_serving_endpoint: line('video-address'),
  s3_storage_config: s3,
  custom_styles: text('custom-styles'),
  custom_javascript: text('custom-javascript'),
  custom_color_variable_values: appearance,
  video_stream_output_variants: variants,
  video_latency_level: latencyLevel,
  video_codec: (value, wishes) => {
    const known = z.enum(shapes.videoEncoders).safeParse(value);
    if (known.success) wishes.set('video-encoder', known.data);
    else
      wishes.leave('the video codec', `it is ${String(value)}, and the smaller renditions are made with libx264 here`);
  },
  chat_disabled: offOn('chat'),
  chat_join_messages_enabled: onOff('chat-join-messages'),
  server_welcome_message: text('chat-welcome'),
  chat_established_users_only_mode: onOff('chat-established-only'),
  chat_require_authentication: onOff('chat-authenticated-only'),
  chat_spam_protection_enabled: onOff('chat-spam-protection'),
  chat_slur_filter_enabled: onOff('chat-slur-filter'),
  blocked_usernames: list('chat-forbidden-names', z.string(), shapes.names.element),
  suggested_usernames: list('chat-suggested-names', z.string(), shapes.names.element),
  schedule_enabled: onOff('schedule'),
  schedule_show_countdown: onOff('schedule-countdown'),
  schedule_chat_open_minutes: number('chat-open-before-minutes'),
  schedule_reminder_message: text('schedule-reminder-message'),
  federation_enabled: onOff('federation'),
  federation_private: onOff('federation-private'),
  federation_username: line('federation-username'),
  federation_go_live_message: text('federation-live-message'),
  federation_show_engagement: onOff('federation-show-engagement'),
  federation_blocked_domains: commaList('federation-blocked-domains', shapes.domains.element),
  federation_enable_quotes: onOff('federation-quotes'),
  federation_hide_followers_tab: onOff('federation-hide-followers'),
  browser_push_configuration: notices({ enabled: 'push', message: 'push-live-message' }),
  discord_configuration: notices({ enabled: 'discord', message: 'discord-live-message', webhook: 'discord-webhook' }),
};

/** Ports and addresses are taken only on demand: the old server may still be running on them. */
export const listeningRules: Readonly<Record<string, Rule>> = {
  http_port_number: number('http-port'),
  rtmp_port_number: number('rtmp-port'),
  http_listen_address: address('http-address'),
  rtmp_bind_address: address('rtmp-address'),
};

function line(name: SettingName): Rule {
  return checked(z.string(), (value, wishes) => {
    const oneLine = toOneLine(value);
    // A name that is empty is one that was never given.
    if (oneLine !== '' || name === 'stream-title') wishes.set(name, oneLine);
  });
}

function text(name: SettingName): Rule {
  return checked(z.string(), (value, wishes) => wishes.set(name, value));
}

function onOff(name: SettingName): Rule {
  return checked(z.boolean(), (value, wishes) => wishes.set(name, value ? 'on' : 'off'));
}

function offOn(name: SettingName): Rule {
  return checked(z.boolean(), (value, wishes) => wishes.set(name, value ? 'off' : 'on'));
}

function number(name: SettingName): Rule {
  return checked(z.number(), (value, wishes) => wishes.set(name, String(value)));
}

/** Owncast's way to say every address is the one of IPv4. */
function address(name: SettingName): Rule {
  return checked(z.string(), (value, wishes) => {
    if (value !== '') wishes.set(name, value === '0.0.0.0' ? 'any' : value);
  });
}

/** A list of which each entry stands or falls by itself. */
function list<Entry>(name: SettingName, wire: z.ZodType<Entry>, entry: z.ZodType): Rule {
  return checked(z.array(z.unknown()), (values, wishes) => {
    const kept = values.flatMap((value) => {
      const read = wire.safeParse(value);
      const fits = read.success ? entry.safeParse(read.data) : read;
      return fits.success ? [fits.data] : [];
    });
    setList(name, values.length, kept, wishes);
  });
}

function commaList(name: SettingName, entry: z.ZodType): Rule {
  return checked(z.string(), (value, wishes) => {
    const words = value.split(',').filter((word) => word.trim() !== '');
    const kept = words.flatMap((word) => {
      const fits = entry.safeParse(word.trim());
      return fits.success ? [fits.data] : [];
    });
    setList(name, words.length, kept, wishes);
  });
}

function setList(name: SettingName, given: number, kept: readonly unknown[], wishes: Wishes): void {
  wishes.set(name, JSON.stringify(kept));
  if (kept.length < given)
    wishes.leave(`${given - kept.length} of ${given} entries of ${name}`, 'they are not of a form that is taken here');
}

function socialHandle(): z.ZodType {
  const wire = z.object({ Platform: optionalText, URL: optionalText, Icon: optionalText });
  return wire.transform(({ Platform: platform, URL: url, Icon: icon }) => ({
    platform,
    url,
    // Pictures of well-known platforms are our own.
    ...(/^https?:/.test(icon) && { icon }),
  }));
}

function externalAction(): z.ZodType {
  const wire = z.object({
    URL: optionalText,
    HTML: optionalText,
    Title: optionalText,
    Description: optionalText,
    Icon: optionalText,
    Color: optionalText,
    OpenExternally: optionalSwitch,
  });
  return wire.transform((action) => ({
    url: action.URL,
    html: action.HTML,
    title: action.Title,
    description: action.Description,
    icon: action.Icon,
    color: action.Color,
    openExternally: action.OpenExternally,
  }));
}

function notices(names: { enabled: SettingName; message: SettingName; webhook?: SettingName }): Rule {
  const wire = z.object({ Enabled: optionalSwitch, GoLiveMessage: optionalText, Webhook: optionalText });
  return checked(wire, (value, wishes) => {
    wishes.set(names.enabled, value.Enabled ? 'on' : 'off');
    if (value.GoLiveMessage !== '') wishes.set(names.message, value.GoLiveMessage);
    if (names.webhook !== undefined && value.Webhook !== '') wishes.set(names.webhook, value.Webhook);
  });
}

function appearance(value: unknown, wishes: Wishes, key: string): void {
  checked(z.map(z.string(), z.string()), (map) => {
    const entries = [...map].map(([name, color]) => ({ [name.replace(/^--/, '')]: color }));
    const kept = entries.filter((entry) => shapes.appearance.safeParse(entry).success);
    wishes.set('appearance', JSON.stringify(Object.assign({}, ...kept)));
    if (kept.length < entries.length)
      wishes.leave(
        `${entries.length - kept.length} of ${entries.length} colours`,
        'they are not of a form that is taken here',
      );
  })(value, wishes, key);
}

function variants(value: unknown, wishes: Wishes, key: string): void {
  const wire = z.object({
    Name: optionalText,
    IsVideoPassthrough: optionalSwitch,
    IsAudioPassthrough: optionalSwitch,
    VideoBitrate: optionalNumber,
    AudioBitrate: optionalNumber,
    ScaledWidth: optionalNumber,
    ScaledHeight: optionalNumber,
    Framerate: optionalNumber,
    CPUUsageLevel: optionalNumber,
  });
  checked(z.array(wire), (entries) => {
    const read = shapes.outputVariants.safeParse(
      entries.map((entry) => ({
        name: entry.Name,
        videoPassthrough: entry.IsVideoPassthrough,
        audioPassthrough: entry.IsAudioPassthrough,
        videoBitrate: entry.VideoBitrate,
        audioBitrate: entry.AudioBitrate,
        scaledWidth: entry.ScaledWidth,
        scaledHeight: entry.ScaledHeight,
        framerate: entry.Framerate,
        cpuUsageLevel: entry.CPUUsageLevel,
      })),
    );
    if (!read.success) return wishes.leave('the qualities', 'they are not of a form that is taken here');
    const { ladder, notes } = variantsToLadder(read.data);
    wishes.set('ladder', ladder);
    for (const sentence of notes) wishes.note(sentence);
  })(value, wishes, key);
}

function latencyLevel(value: unknown, wishes: Wishes, key: string): void {
  const partMs = typeof value === 'number' ? latencyLevelToPartMs(value) : null;
  if (partMs === null) wishes.leave(key, 'there is no such level');
  else wishes.set('part-ms', String(partMs));
}

function s3(value: unknown, wishes: Wishes, key: string): void {
  const wire = z.object({
    Endpoint: optionalText,
    AccessKey: optionalText,
    Secret: optionalText,
    Bucket: optionalText,
    Region: optionalText,
    ACL: optionalText,
    PathPrefix: optionalText,
    ServingEndpoint: optionalText,
    Enabled: optionalSwitch,
    ForcePathStyle: optionalSwitch,
  });
  checked(wire, (bucket) => {
    if (bucket.Endpoint === '' && !bucket.Enabled) return;
    const config = {
      enabled: bucket.Enabled,
      endpoint: bucket.Endpoint,
      accessKey: bucket.AccessKey,
      secret: bucket.Secret,
      bucket: bucket.Bucket,
      region: bucket.Region,
      servingEndpoint: bucket.ServingEndpoint,
      acl: bucket.ACL,
      pathPrefix: bucket.PathPrefix,
      forcePathStyle: bucket.ForcePathStyle,
    };
    wishes.set('s3', JSON.stringify(config));
  })(value, wishes, key);
}

/** A rule for values of a shape; others are left behind. */
function checked<Value>(shape: z.ZodType<Value>, take: (value: Value, wishes: Wishes) => void): Rule {
  return (value, wishes, key) => {
    const parsed = shape.safeParse(value);
    if (parsed.success) take(parsed.data, wishes);
    else wishes.leave(key, 'it does not hold what it should');
  };
}

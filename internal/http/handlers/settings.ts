import { type LadderBefore, latencyLevelToPartMs, variantsToLadder } from '../../config/owncast-variants.ts';
import { withStoredSecret } from '../../config/s3-setting.ts';
import type { SettingSource } from '../../config/parse-setting.ts';
import { definitionOf, isSettingName, type SettingName, settingNames } from '../../config/table.ts';
import { takesEffectOf } from '../../config/takes-effect.ts';
import { AerialError } from '../../platform/errors.ts';
import type { z } from '../../platform/schema.ts';
import type { Handlers } from '../contract/endpoint.ts';
import type { settingsEndpoints } from '../contract/settings.ts';
import type { done } from '../contract/shapes.ts';
import { type SettingsReader, type SettingsWriter, tellOutcome } from './change-settings.ts';

export interface SettingsHandlersNeeds {
  /** What is known of an encoder. */
  readonly encoders: {
    state(name: string): string;
    report(name: string): { readonly reason: string | null } | null;
  };
  /** The qualities as clients of Owncast were told of them. */
  readonly configuredLadder: () => LadderBefore;
  readonly settings: SettingsReader & SettingsWriter & { source(name: SettingName): SettingSource };
  readonly streamKeys: {
    replaceAll(keys: readonly { readonly key: string; readonly comment: string }[]): void;
  };
}

type Done = z.input<typeof done>;
type Changes = z.input<(typeof settingsEndpoints)['changeSettings']['answer']['schema']>;

/** Shows the settings, and changes those that are more than one text. */
export function settingsHandlers(needs: SettingsHandlersNeeds): Handlers<typeof settingsEndpoints> {
  const { settings } = needs;
  return {
    listSettings: () => settingNames.map((name) => describe(name, settings)),
    changeSettings: ({ body }) => changeAll(body.values, settings),
    changeSetting: ({ params, body }) => tellOutcome(settings.change({ [requireName(params.name)]: body.value })),
    resetSetting: ({ params }) => tellOutcome(settings.reset(requireName(params.name))),
    setStreamKeys: ({ body }) => {
      needs.streamKeys.replaceAll(body.value);
      return tellKeys(settings.get('stream-key').length);
    },
    setFfmpegPath: ({ body }) => refuseFfmpeg(body.value, settings.get('ffmpeg')),
    setVideoCodec: ({ body }) => {
      const reason = needs.encoders.report(body.value)?.reason ?? '';
      const doubt = needs.encoders.state(body.value) === 'fails' ? `It does not work here yet: ${reason}` : '';
      return tellOutcome(settings.change({ 'video-encoder': body.value }), doubt);
    },
    setLatencyLevel: ({ body }) =>
      tellOutcome(settings.change({ 'part-ms': String(latencyLevelToPartMs(body.value) ?? '') })),
    setOutputVariants: ({ body }) => {
      const { ladder, notes } = variantsToLadder(body.value, needs.configuredLadder());
      return tellOutcome(settings.change({ ladder }), notes.join(' '));
    },
    setVideoAddress: ({ body }) => tellOutcome(settings.change({ 'video-address': body.value })),
    setS3: ({ body }) =>
      tellOutcome(settings.change({ s3: JSON.stringify(withStoredSecret(body.value, settings.get('s3'))) })),
    setDiscordNotices: ({ body: { value } }) =>
      tellOutcome(
        settings.change({
          discord: onOff(value.enabled),
          'discord-webhook': value.webhook,
          'discord-live-message': value.goLiveMessage,
        }),
      ),
    setBrowserNotices: ({ body: { value } }) =>
      tellOutcome(settings.change({ push: onOff(value.enabled), 'push-live-message': value.goLiveMessage })),
  };
}

/** Checks each by itself, so that a form can say beside its field what is wrong. */
function changeAll(values: Readonly<Record<string, string>>, settings: SettingsWriter): Changes {
  const texts = Object.entries(values).map(([name, text]) => [requireName(name), text] as const);
  const faults = texts.flatMap(([name, text]) => {
    const message = settings.faultOf(name, text);
    return message === null ? [] : [{ name, message }];
  });
  if (faults.length > 0) {
    const count = faults.length === 1 ? 'One setting is' : `${faults.length} settings are`;
    return { success: false, message: `Nothing was changed. ${count} not as allowed.`, changed: [], faults };
  }
  const { message } = tellOutcome(settings.change(Object.fromEntries(texts)));
  const changed = texts.map(([name]) => {
    const outcome = settings.outcomeOf([name]);
    return outcome.kind === 'overridden'
      ? { name, takesEffect: 'restart' as const, overriddenBy: outcome.by }
      : { name, takesEffect: outcome.holds, overriddenBy: null };
  });
  return { success: true, message, changed, faults: [] };
}

function describe(name: SettingName, settings: SettingsHandlersNeeds['settings']) {
  const { group, help, kind, defaultText, startOnly, secret } = definitionOf(name);
  const text = formText(name, settings);
  return {
    name,
    group,
    help,
    allowed: kind.allowed,
    form: kind.form ?? { kind: 'line' as const },
    value: secret ? null : text,
    defaultValue: defaultText,
    isSet: text !== defaultText,
    source: settings.source(name),
    takesEffect: takesEffectOf(name, settings.get('ladder-applies')),
    isStartOnly: startOnly,
  };
}

/** The text of what holds as forms have it: a flag, the environment or the command line may say `yes` for `on`. */
function formText(name: SettingName, settings: SettingsReader): string {
  const form = definitionOf(name).kind.form?.kind;
  const value: unknown = settings.get(name);
  if (form === 'toggle') return onOff(value === true);
  const isWord = form === 'choice' || form === 'number';
  return isWord && (typeof value === 'string' || typeof value === 'number') ? String(value) : settings.text(name);
}

function requireName(name: string): SettingName {
  if (isSettingName(name)) return name;
  throw new AerialError('NOT_FOUND', {
    message: 'There is no setting of that name.',
    hint: 'GET /api/admin/settings lists them.',
  });
}

function tellKeys(extraKeys: number): Done {
  const extra = extraKeys === 0 ? '' : ' Those given at the start with --stream-key hold besides, for this run.';
  return { success: true, message: `Changed. An encoder that is on air stays there.${extra}` };
}

function refuseFfmpeg(wanted: string, used: string): Done {
  if (wanted === used) return { success: true, message: 'That is the ffmpeg that is used.' };
  throw new AerialError('SETTING_INVALID', {
    message: 'Which ffmpeg runs cannot be changed over the network.',
    hint: 'Name it at the start, with --ffmpeg FILE or AERIAL_FFMPEG.',
  });
}

function onOff(value: boolean): string {
  return value ? 'on' : 'off';
}

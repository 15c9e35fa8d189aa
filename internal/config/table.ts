import type { SettingDefinition } from './definition.ts';
import { channelSettings } from './tables/channel.ts';
import { chatSettings } from './tables/chat.ts';
import { fediverseSettings } from './tables/fediverse.ts';
import { filesSettings } from './tables/files.ts';
import { limitsSettings } from './tables/limits.ts';
import { listeningSettings } from './tables/listening.ts';
import { lookSettings } from './tables/look.ts';
import { noticesSettings } from './tables/notices.ts';
import { pictureSettings } from './tables/picture.ts';
import { scheduleSettings } from './tables/schedule.ts';
import { signingInSettings } from './tables/signing-in.ts';

export type { SettingDefinition, SettingGroup, TakesEffect } from './definition.ts';

/**
 * Every setting. A name gives the flag (`--http-port N`), the environment variable (`AERIAL_HTTP_PORT`) and the key in
 * the database (`http-port`); a flag wins over the environment, that over the database, that over the default.
 */
export const settingsTable = {
  ...listeningSettings,
  ...filesSettings,
  ...channelSettings,
  ...lookSettings,
  ...pictureSettings,
  ...chatSettings,
  ...scheduleSettings,
  ...signingInSettings,
  ...fediverseSettings,
  ...noticesSettings,
  ...limitsSettings,
} as const;

export type SettingName = keyof typeof settingsTable;
export type SettingValue<Name extends SettingName> =
  (typeof settingsTable)[Name] extends SettingDefinition<infer Value> ? Value : never;

/** Every name, in the order of the table. */
export const settingNames = Object.keys(settingsTable) as readonly SettingName[];

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settingsTable, name);
}

/** The definition, with its value's type forgotten: for what treats all settings alike. */
export function definitionOf(name: SettingName): SettingDefinition<unknown> {
  return settingsTable[name];
}

/** `http-port` → `AERIAL_HTTP_PORT`. */
export function environmentName(name: string): string {
  return `AERIAL_${name.replaceAll('-', '_').toUpperCase()}`;
}

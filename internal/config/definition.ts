import type { SettingKind } from './kinds.ts';

/** When a changed value is heeded: at once, by the next broadcast, by the next start of the server. */
export type TakesEffect = 'at once' | 'next broadcast' | 'restart';

export type SettingGroup =
  | 'Listening'
  | 'Files and logs'
  | 'Channel'
  | 'Look'
  | 'Picture'
  | 'Chat'
  | 'Schedule'
  | 'Signing in'
  | 'Fediverse'
  | 'Notices'
  | 'Limits';

/** One setting: all that the flags, the environment, the database, the help and the documentation need to know of it. */
export interface SettingDefinition<Value> {
  readonly group: SettingGroup;
  readonly kind: SettingKind<Value>;
  /** As somebody would write it. */
  readonly defaultText: string;
  /** One sentence, for the help and the documentation. */
  readonly help: string;
  readonly takesEffect: TakesEffect;
  /**
   * Never read from the database: what is needed before it opens, and what names a program or a file of this machine, so
   * that whoever may change settings over the network cannot choose what the machine runs or reads.
   */
  readonly startOnly: boolean;
  /** Never shown or logged. */
  readonly secret: boolean;
  /** A variable of Owncast that is heeded, with its `OWNCAST_ENABLE_AUTO_HTTPS=true`, where ours is not given. */
  readonly owncastVariable?: string;
  /** What holds in place of the default when another setting is given: `text` makes it of that one's text; '' leaves the default. */
  readonly defaultFrom?: { readonly setting: string; readonly text: (written: string) => string };
}

/** One row of the table. */
export function setting<Value>(
  definition: Omit<SettingDefinition<Value>, 'startOnly' | 'secret'> & { startOnly?: true; secret?: true },
): SettingDefinition<Value> {
  return { startOnly: false, secret: false, ...definition };
}

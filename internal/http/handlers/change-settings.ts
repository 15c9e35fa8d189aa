import type { SettingName, SettingValue, TakesEffect } from '../../config/table.ts';
import type { z } from '../../platform/schema.ts';
import type { done } from '../contract/shapes.ts';

/** How much a change did: when it holds, or what was given at the start and goes on holding instead of it. */
export type ChangeOutcome =
  | { readonly kind: 'changed'; readonly holds: TakesEffect }
  | { readonly kind: 'overridden'; readonly by: string };

/** What handlers need to change settings; a text that is not allowed is an `AerialError`, and then nothing is stored. */
export interface SettingsWriter {
  /** Why a setting cannot have this text, in a sentence; null when it can. */
  faultOf(name: SettingName, text: string): string | null;
  change(texts: Readonly<Partial<Record<SettingName, string>>>): ChangeOutcome;
  reset(name: SettingName): ChangeOutcome;
  /** How much a change of these that was just stored does. */
  outcomeOf(names: readonly SettingName[]): ChangeOutcome;
}

/** What handlers need to show settings: what holds, or will after the next start. */
export interface SettingsReader {
  get<Name extends SettingName>(name: Name): SettingValue<Name>;
  text(name: SettingName): string;
}

const sentences: Readonly<Record<TakesEffect, string>> = {
  'at once': 'Changed.',
  'next broadcast': 'Changed; it holds from the next broadcast.',
  restart: 'Stored; it holds after a restart.',
};

/** Tells the caller what a change did; `note` is a further sentence. */
export function tellOutcome(outcome: ChangeOutcome, note = ''): z.input<typeof done> {
  const sentence =
    outcome.kind === 'changed'
      ? sentences[outcome.holds]
      : `Stored, but ${outcome.by}, given at the start, holds instead of it.`;
  return { success: true, message: note === '' ? sentence : `${sentence} ${note}` };
}

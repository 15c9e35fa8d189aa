import type { Handlers } from '../contract/endpoint.ts';
import { type setterEndpoints, type SettingSetter, settingSetters } from '../contract/setters.ts';
import { type SettingsWriter, tellOutcome } from './change-settings.ts';

/** One handler for every setter that is one setting. */
export function setterHandlers(needs: { settings: SettingsWriter }): Handlers<typeof setterEndpoints> {
  const handlers = Object.entries<SettingSetter>(settingSetters).map(([id, setter]) => [
    id,
    ({ body }: { body: { value: unknown } }) =>
      tellOutcome(needs.settings.change({ [setter.setting]: toText(setter, body.value) })),
  ]);
  return Object.fromEntries(handlers) as Handlers<typeof setterEndpoints>;
}

function toText(setter: SettingSetter, value: unknown): string {
  if (setter.toText !== undefined) return setter.toText(value as never);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}

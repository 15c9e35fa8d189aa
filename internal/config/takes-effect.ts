import { definitionOf, type SettingName, type SettingValue, type TakesEffect } from './table.ts';

/** When a changed value is heeded, as the settings are now: the ladder is when the admin says (`ladder-applies`), the others when they can be. */
export function takesEffectOf(name: SettingName, ladderApplies: SettingValue<'ladder-applies'>): TakesEffect {
  return name === 'ladder' ? ladderApplies : definitionOf(name).takesEffect;
}

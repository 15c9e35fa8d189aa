import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Settings } from '../../config/settings.ts';
import { settingsHandlers, type SettingsHandlersNeeds } from './settings.ts';

test('what holds is told in the words that forms have, however it was written', () => {
  const settings = new Settings({
    flags: { 'part-ms': [' 0333 '], autoplay: [' always '] },
    environment: { AERIAL_CHAT: 'yes', AERIAL_NSFW: '1', AERIAL_SCHEDULE: 'False' },
    stored: new Map([['channel-name', ' Canal ']]),
  });
  const handlers = settingsHandlers({ settings } as unknown as SettingsHandlersNeeds);
  const rows = handlers.listSettings({} as never) as readonly { name: string; value: string | null; isSet: boolean }[];
  const told = (name: string) => {
    const row = rows.find((one) => one.name === name);
    return [row?.value, row?.isSet];
  };
  assert.deepEqual(told('chat'), ['on', false]);
  assert.deepEqual(told('nsfw'), ['on', true]);
  assert.deepEqual(told('schedule')[0], 'off');
  assert.deepEqual(told('part-ms')[0], '333');
  assert.deepEqual(told('autoplay')[0], 'always');
  assert.deepEqual(told('channel-name')[0], ' Canal ');
});

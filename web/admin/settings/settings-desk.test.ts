import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApiClient } from '../../shared/api-client.ts';
import { SettingsDesk } from './settings-desk.ts';

const row = {
  group: 'Channel',
  help: '',
  allowed: 'text',
  form: { kind: 'line' },
  defaultValue: '',
  isSet: false,
  source: 'default',
  takesEffect: 'at once',
  isStartOnly: false,
};

/** A desk before a server that answers `saved` to whatever is sent, which is noted; `rows` are what it has. */
async function deskBefore(saved: object, secrets: readonly (typeof row & { name: string; value: null })[] = []) {
  const sent: unknown[] = [];
  const rows = [
    { ...row, name: 'channel-name', value: 'Canal' },
    { ...row, name: 'part-ms', value: '500' },
    ...secrets,
  ];
  const line: { isCut: boolean; late: { until: Promise<void>; rows: object } | null } = { isCut: false, late: null };
  const client = new ApiClient({
    timeoutMs: 1000,
    fetch: (_input, init) => {
      if (init?.method === 'POST') sent.push(JSON.parse(init.body as string));
      else if (line.isCut) return Promise.reject(new TypeError('cut'));
      else if (line.late !== null) {
        const { until, rows: old } = line.late;
        line.late = null;
        return until.then(() => Response.json(old));
      }
      return Promise.resolve(Response.json(init?.method === 'POST' ? saved : rows));
    },
  });
  const desk = new SettingsDesk({ api: client, labelOf: (name) => `<${name}>` });
  await desk.load();
  return { desk, rows, sent, line };
}

const whole = {
  success: true,
  message: 'Changed.',
  changed: [
    { name: 'channel-name', takesEffect: 'at once', overriddenBy: null },
    { name: 'part-ms', takesEffect: 'next broadcast', overriddenBy: null },
  ],
  faults: [],
};

describe('Unsaved changes of settings', () => {
  it('are those that differ from what holds', async () => {
    const { desk } = await deskBefore(whole);
    desk.write('channel-name', 'Kanal');
    assert.equal(desk.text('channel-name'), 'Kanal');
    assert.deepEqual(desk.pending.value, [{ key: 'channel-name', label: '<channel-name>' }]);
    desk.write('channel-name', 'Canal');
    assert.deepEqual(desk.pending.value, []);
  });

  it('stay where others changed what holds meanwhile, unless they changed it to the same', async () => {
    const { desk, rows } = await deskBefore(whole);
    desk.write('channel-name', 'Kanal');
    rows.splice(1, 1, { ...row, name: 'part-ms', value: '200' });
    await desk.refresh();
    assert.equal(desk.text('part-ms'), '200');
    assert.equal(desk.text('channel-name'), 'Kanal');
    assert.equal(desk.revision.value, 1, 'pages look again as well');
    rows.splice(0, 1, { ...row, name: 'channel-name', value: 'Kanal' });
    await desk.refresh();
    assert.deepEqual(desk.pending.value, []);
  });

  it('are saved together, and it is said when each takes effect', async () => {
    const { desk, sent } = await deskBefore(whole);
    desk.write('channel-name', 'Kanal');
    desk.write('part-ms', '200');
    const saved = await desk.save();
    assert.deepEqual(sent, [{ values: { 'channel-name': 'Kanal', 'part-ms': '200' } }]);
    assert.deepEqual(saved, {
      isWhole: true,
      sentence: 'Saved. <channel-name>: in effect now; <part-ms>: from the next broadcast.',
    });
    assert.deepEqual(desk.pending.value, []);
  });

  it('hold as they were saved, also where the server cannot be asked for them afterwards', async () => {
    const { desk, line } = await deskBefore(whole);
    const seen: string[] = [];
    const stop = desk.drafts.subscribe(() => void seen.push(desk.text('channel-name')));
    desk.write('channel-name', 'Kanal');
    line.isCut = true;
    assert.equal((await desk.save()).isWhole, true);
    stop();
    assert.equal(desk.text('channel-name'), 'Kanal');
    assert.deepEqual(seen, ['Canal', 'Kanal', 'Kanal'], 'what was before never shows again');
  });

  it('are not undone by an answer from before they were saved', async () => {
    const { desk, rows, line } = await deskBefore(whole);
    const before = rows.map((one) => ({ ...one }));
    const late = Promise.withResolvers<void>();
    line.late = { until: late.promise, rows: before };
    const looking = desk.refresh();
    desk.write('channel-name', 'Kanal');
    rows.splice(0, 1, { ...row, name: 'channel-name', value: 'Kanal' });
    await desk.save();
    late.resolve();
    await looking;
    assert.equal(desk.text('channel-name'), 'Kanal');
  });

  it('take a secret away only where that was asked for: an empty field keeps it', async () => {
    const password = { ...row, name: 'mail-password', value: null, isSet: true };
    const changed = [{ name: 'mail-password', takesEffect: 'at once', overriddenBy: null }];
    const { desk, sent, rows, line } = await deskBefore({ ...whole, changed }, [password]);
    desk.write('mail-password', 'x');
    desk.write('mail-password', '');
    assert.deepEqual(desk.pending.value, []);
    desk.empty('mail-password');
    await desk.refresh();
    assert.equal(desk.pending.value.length, 1);
    line.isCut = true;
    await desk.save();
    assert.deepEqual(sent, [{ values: { 'mail-password': '' } }]);
    assert.deepEqual([desk.pending.value, desk.rows.value?.get('mail-password')?.isSet], [[], false]);
    line.isCut = false;
    desk.empty('mail-password');
    rows.splice(2, 1, { ...password, isSet: false });
    await desk.refresh();
    assert.deepEqual(desk.pending.value, [], 'somebody else has taken it away');
  });

  it('stay where they are, each with its fault, when one is not allowed', async () => {
    const faults = [{ name: 'part-ms', message: 'Allowed is a number.' }];
    const { desk } = await deskBefore({ success: false, message: 'Nothing was changed.', changed: [], faults });
    desk.write('part-ms', 'soon');
    assert.deepEqual(await desk.save(), { isWhole: false, sentence: 'Nothing was changed.' });
    assert.equal(desk.faults.value.get('part-ms'), 'Allowed is a number.');
    assert.equal(desk.pending.value.length, 1);
    desk.write('part-ms', '300');
    assert.equal(desk.faults.value.size, 0);
  });

  it('that are saved in their own way say how that went', async () => {
    const { desk } = await deskBefore(whole);
    let isDiscarded = false;
    const change = {
      label: 'Stream keys',
      save: () => Promise.resolve({ kind: 'answered', body: { message: 'Changed.' } } as const),
      discard: () => void (isDiscarded = true),
    };
    desk.propose('keys', change);
    assert.deepEqual(await desk.save(), { isWhole: true, sentence: 'Stream keys: Changed.' });
    assert.equal(desk.pending.value.length, 0);
    desk.propose('keys', change);
    desk.discard();
    assert.ok(isDiscarded);
    assert.equal(desk.pending.value.length, 0);
  });

  it('that were saved in their own way are what the page shows until it has read them', async () => {
    const { desk } = await deskBefore(whole);
    const save = () => Promise.resolve({ kind: 'answered', body: { message: 'Changed.' } } as const);
    desk.propose('keys', { label: 'Stream keys', draft: ['a', 'b'], save });
    await desk.save();
    assert.deepEqual([desk.pending.value, desk.draftOf('keys')], [[], ['a', 'b']]);
    desk.propose('keys', { label: 'Stream keys', draft: ['a', 'b', 'c'], save });
    assert.deepEqual(desk.draftOf('keys'), ['a', 'b', 'c']);
    desk.discard();
    assert.deepEqual(desk.draftOf('keys'), ['a', 'b'], 'not what was before the save');
    desk.noteRead('keys');
    assert.equal(desk.draftOf('keys'), undefined);
  });

  it('that are changed on while they are being saved in their own way stay unsaved', async () => {
    const { desk } = await deskBefore(whole);
    const answer = { kind: 'answered', body: { message: 'Changed.' } } as const;
    const later = { label: 'Stream keys', draft: 2, save: () => Promise.resolve(answer) };
    const save = () => {
      desk.propose('keys', later);
      return Promise.resolve(answer);
    };
    desk.propose('keys', { label: 'Stream keys', draft: 1, save });
    assert.equal((await desk.save()).isWhole, true);
    assert.equal(desk.own.value.get('keys'), later);
  });
});

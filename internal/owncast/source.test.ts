import assert from 'node:assert/strict';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { temporaryDirectory } from '../store/testing.ts';
import { openOwncast } from './source.ts';
import { ownOwncast, prepare } from '../../test/peers/owncast-import.ts';

function refused(path: string, message: RegExp): void {
  assert.throws(() => openOwncast({ path }), { code: 'IMPORT_UNUSABLE', message });
}

function change(file: string, statement: string): void {
  using database = new DatabaseSync(file);
  database.exec(statement);
}

describe('what Owncast left behind', () => {
  test('is found by its database, its folder, or the folder above', (t) => {
    const { file } = ownOwncast(t);
    const above = temporaryDirectory(t);
    mkdirSync(join(above, 'data'));
    for (const path of [file, dirname(file)]) openOwncast({ path }).database.close();
    renameSync(file, join(above, 'data', 'owncast.db'));
    openOwncast({ path: above }).database.close();
  });

  test('is refused when it is not there, is something else, or is of another kind of database', (t) => {
    const directory = temporaryDirectory(t);
    refused(join(directory, 'missing'), /missing is not there/);
    refused(directory, /There is no owncast\.db in/);
    const text = join(directory, 'text.db');
    writeFileSync(text, 'not a database');
    refused(text, /is no SQLite database/);
    const other = join(directory, 'other.db');
    change(other, 'CREATE TABLE songs (title)');
    refused(other, /is no database of Owncast/);
  });

  test('is refused when it is of a layout that is not known', (t) => {
    const counted = ownOwncast(t).file;
    change(counted, "UPDATE config SET value = 10 WHERE key = 'version'");
    refused(counted, /its layout is number 10/);
    const renamed = ownOwncast(t).file;
    change(renamed, 'ALTER TABLE users RENAME COLUMN display_name TO name');
    refused(renamed, /its table users has no column display_name/);
  });

  test('is taken with tables and columns missing that were not always there', async (t) => {
    const { file } = ownOwncast(t, { generation: 'old' });
    for (const table of [
      'ap_followers',
      'ap_outbox',
      'ap_accepted_activities',
      'notifications',
      'ip_bans',
      'auth',
      'config',
    ])
      change(file, `DROP TABLE ${table}`);
    change(file, 'ALTER TABLE users DROP COLUMN last_used');
    await prepare(t, file);
  });

  test('from a newer one is taken with a warning, and what is not known is named', async (t) => {
    const { file } = ownOwncast(t);
    change(
      file,
      'INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1); CREATE TABLE polls (a); INSERT INTO polls VALUES (1)',
    );
    const { wishes } = await prepare(t, file);
    assert.match(wishes.notes[0] ?? '', /a newer Owncast than this Aerial knows/);
    assert.ok(wishes.left.some(({ what }) => what === 'a row of the table polls'));
  });

  test('with settings that cannot be decoded is refused, unless these may be left behind', async (t) => {
    const { file } = ownOwncast(t, {
      change: { server_name: Buffer.from('rubbish'), nsfw: Buffer.from([0xff, 0x01]) },
    });
    await assert.rejects(prepare(t, file), {
      code: 'IMPORT_UNUSABLE',
      message: /cannot be read: (?:server_name, nsfw|nsfw, server_name)/,
      hint: /--skip-unreadable/,
    });
    const { wishes } = await prepare(t, file, { skipUnreadable: true });
    assert.equal(wishes.settings.get('channel-name'), undefined);
    assert.equal(wishes.settings.get('stream-title'), 'Friday set');
    assert.ok(wishes.left.some(({ what, why }) => what === 'nsfw' && why === 'it cannot be read'));
  });

  test('with empty settings is taken as if they had never been set', async (t) => {
    const { file } = ownOwncast(t, { change: { server_name: Buffer.alloc(0), stream_title: null } });
    const { wishes } = await prepare(t, file);
    assert.equal(wishes.settings.get('channel-name'), undefined);
  });
});

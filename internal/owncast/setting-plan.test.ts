import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { settingNames } from '../config/table.ts';
import type { Datastore } from './datastore.ts';
import { wishForSecrets } from './secret-rules.ts';
import { readPeak, readStreamKeys, wishForSettings } from './setting-plan.ts';
import { listeningRules, settingRules } from './setting-rules.ts';
import { Wishes } from './wishes.ts';

function datastore(values: Readonly<Record<string, unknown>>): Datastore {
  return { values: new Map(Object.entries(values)), unreadable: [] };
}

function wish(values: Readonly<Record<string, unknown>>, withPorts = false): Wishes {
  const wishes = new Wishes();
  wishForSettings(datastore(values), wishes, { withPorts });
  return wishes;
}

/** Key and value there, setting and text here. */
const carried: readonly (readonly [string, unknown, string, string])[] = [
  ['server_name', ' A\nB ', 'channel-name', 'A B'],
  ['stream_title', '', 'stream-title', ''],
  ['chat_disabled', true, 'chat', 'off'],
  ['disable_search_indexing', false, 'search-indexing', 'on'],
  ['server_url', 'https://tv.example.org/', 'public-url', 'https://tv.example.org/'],
  ['video_latency_level', 4, 'part-ms', '1000'],
  ['server_metadata_tags', '#one, two,,', 'tags', '["one","two"]'],
  ['federation_blocked_domains', 'Bad.Example', 'federation-blocked-domains', '["bad.example"]'],
  ['custom_color_variable_values', new Map([['--a', 'red']]), 'appearance', '{"a":"red"}'],
  ['blocked_usernames', ['x'], 'chat-forbidden-names', '["x"]'],
  ['websocket_host_override', 'wss://chat.example.org', 'socket-host', 'wss://chat.example.org'],
  ['autoplay', 'sound-only', 'autoplay', 'sound-only'],
  ['video_stream_output_variants', [{ IsVideoPassthrough: true }], 'ladder', 'off'],
];

describe("Owncast's settings", () => {
  for (const [key, value, name, text] of carried) {
    test(`${key} becomes ${name}`, () => assert.deepEqual([...wish({ [key]: value }).settings], [[name, text]]));
  }

  test('of S3 and Discord become settings that are not shown when they do not fit', () => {
    const wishes = wish({
      s3_storage_config: {
        Enabled: true,
        Endpoint: 'https://s3.example',
        AccessKey: 'a',
        Secret: 's',
        Bucket: 'b',
        Region: 'r',
        ServingEndpoint: 'https://cdn.example',
      },
      discord_configuration: { Enabled: true, Webhook: 'http://plain.example/secret' },
    });
    assert.match(wishes.settings.get('s3') ?? '', /"bucket":"b"/);
    assert.match(wishes.settings.get('s3') ?? '', /"servingEndpoint":"https:\/\/cdn.example"/);
    assert.deepEqual(
      wishes.left.map(({ what }) => what),
      ['discord-webhook'],
    );
  });

  test('that do not fit stay behind, with what is allowed, and the others come', () => {
    const wishes = wish({ server_url: 'http://192.168.1.5:8080', server_name: 'Owls', autoplay: 'loudly' });
    assert.deepEqual([...wishes.settings.keys()], ['channel-name']);
    assert.deepEqual(
      wishes.left.map(({ what }) => what),
      ['public-url "http://192.168.1.5:8080"', 'autoplay "loudly"'],
    );
    assert.match(wishes.left[0]?.why ?? '', /allowed is an address such as/);
  });

  test('of another type than they should be stay behind', () => {
    const odd = [null, 5, 'text', true, ['a'], new Map([[1, 2]]), new Uint8Array(3), { Key: {} }, 2n ** 70n];
    for (const key of Object.keys({ ...settingRules, ...listeningRules })) {
      for (const value of odd) assert.doesNotThrow(() => wish({ [key]: value }, true), key);
    }
    assert.match(wish({ nsfw: 'yes' }).left[0]?.why ?? '', /does not hold what it should/);
  });

  test('that are not known are named, and those that say nothing are not', () => {
    const left = wish({
      brand_new: 1,
      DATA_STORE_VERSION: 3,
      notifications_enabled: true,
      ffmpeg_path: '/opt/ffmpeg',
      constructor: 1,
    }).left;
    assert.deepEqual(
      left.map(({ what }) => what),
      ['brand_new', 'the path of ffmpeg', 'constructor'],
    );
  });

  test('of ports come only on demand', () => {
    const values = {
      http_port_number: 8090,
      rtmp_port_number: 1935,
      http_listen_address: '0.0.0.0',
      rtmp_bind_address: '',
    };
    assert.equal(wish(values).settings.size, 0);
    assert.match(wish(values).left[0]?.what ?? '', /\(http_port_number\)/);
    assert.deepEqual(
      [...wish(values, true).settings],
      [
        ['http-port', '8090'],
        ['rtmp-port', '1935'],
        ['http-address', 'any'],
      ],
    );
    assert.deepEqual(wish({ http_port_number: 8080 }).left, []);
  });

  test('only become settings that there are', () => {
    for (const name of wish(Object.fromEntries(carried.map(([key, value]) => [key, value]))).settings.keys())
      assert.ok(settingNames.includes(name));
  });
});

describe("Owncast's stream keys", () => {
  function keys(values: Readonly<Record<string, unknown>>): { keys: unknown; left: readonly string[] } {
    const wishes = new Wishes();
    const rows = readStreamKeys(datastore(values), wishes, 7);
    return { keys: rows.map(({ key, comment }) => [key, comment]), left: wishes.left.map(({ what }) => what) };
  }

  test('come along, but for the one that everybody knows and those that cannot be', () => {
    const given = [{ Key: 'abc123' }, { Key: 'good', Comment: 'a\nb' }, { Key: ' spaced ' }, {}];
    assert.deepEqual(keys({ stream_keys: given }), {
      keys: [['good', 'a b']],
      left: ['the stream key abc123', 'a stream key', 'a stream key'],
    });
  });

  test('of before there were several come along, too', () => {
    assert.deepEqual(keys({ stream_key: 'lonely' }), { keys: [['lonely', '']], left: [] });
    assert.deepEqual(keys({}), { keys: [], left: [] });
  });
});

describe("Owncast's secrets", () => {
  const passwords = {
    hash: async (password: string) => `hash of ${password}`,
    matches: async (_hash: string, password: string) => password === 'abc123',
  };
  async function secrets(
    values: Readonly<Record<string, unknown>>,
  ): Promise<{ kept: unknown; left: readonly string[] }> {
    const wishes = new Wishes();
    await wishForSecrets(datastore(values), wishes, passwords);
    return { kept: Object.fromEntries(wishes.secrets), left: wishes.left.map(({ what }) => what) };
  }

  test('a plain password is hashed, and one of before there were stream keys as well', async () => {
    const expected = { kept: { 'admin-password-hash': 'hash of long enough' }, left: [] };
    assert.deepEqual(await secrets({ admin_password_key: 'long enough' }), expected);
    assert.deepEqual(await secrets({ stream_key: 'long enough' }), expected);
  });

  test('the password that everybody knows stays behind, hashed or not, and a short one', async () => {
    const hashed = '$2a$10$'.padEnd(60, 'x');
    for (const password of ['abc123', hashed, 'short']) {
      assert.deepEqual(await secrets({ admin_password_key: password }), { kept: {}, left: ['the password'] });
    }
  });

  test('keys that are none stay behind', async () => {
    const values = {
      private_key: '-----BEGIN RSA PRIVATE KEY-----\nno',
      browser_push_public_key: 'short',
      browser_push_private_key: '',
    };
    assert.deepEqual(await secrets(values), { kept: {}, left: ["the account's key pair", 'the keys of push notices'] });
  });

  test('the peak of viewers is a figure, or none', () => {
    assert.equal(readPeak(datastore({ peak_viewers_overall: 12 }), 5)?.value, 12);
    for (const value of [0, -1, 1.5, 'many', NaN])
      assert.equal(readPeak(datastore({ peak_viewers_overall: value }), 5), null);
  });
});

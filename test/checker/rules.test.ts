import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { bothTracks, stream } from '../../internal/hls/testing.ts';
import { checkBandwidth, checkVariant, CrossRules, peakBitRate } from './cross-rules.ts';
import { Findings } from './findings.ts';
import { PlaylistHistory } from './history-rules.ts';
import { parseMediaPlaylist, parseMultivariant } from './playlist-parser.ts';
import { checkPlaylist, type PlaylistForm } from './playlist-rules.ts';
import { WatchedBroadcast } from './testing.ts';

/** Playlists of a real broadcast, one reload after the other. */
let texts: string[];

/** The rules that these playlists break, in this order of reloads. */
function rulesBrokenBy(playlists: readonly string[], form: PlaylistForm = 'low-latency'): string[] {
  const findings = new Findings();
  const history = new PlaylistHistory({ where: 'x', findings });
  for (const text of playlists) {
    const parsed = parseMediaPlaylist(text);
    assert.notEqual(parsed, null);
    if (parsed !== null) checkPlaylist(history.observe(parsed), 'x', findings, form);
  }
  return [...findings.counts.keys()];
}

function replaced(text: string, what: RegExp | string, by: string): string {
  const result = text.replace(what, by);
  assert.notEqual(result, text, `nothing to replace with ${by}`);
  return result;
}

describe('the rules of one playlist', () => {
  before(() => {
    const watched = new WatchedBroadcast();
    watched.push({ kind: 'config', tracks: bothTracks });
    watched.push(...stream({ fromMs: 10_000, untilMs: 70_000 }));
    texts = watched.texts.get('0') ?? [];
  });

  test('find nothing in playlists as they are', () => assert.deepEqual(rulesBrokenBy(texts), []));

  const faults: [rule: string, what: RegExp | string, by: string][] = [
    ['target-duration', /#EXT-X-TARGETDURATION.*\n/, ''],
    ['part-inf', /#EXT-X-PART-INF.*\n/, ''],
    ['version', '#EXT-X-VERSION:9', '#EXT-X-VERSION:3'],
    ['server-control', 'CAN-BLOCK-RELOAD=YES,', ''],
    ['part-hold-back', /PART-HOLD-BACK=[\d.]+/, 'PART-HOLD-BACK=1.2'],
    ['hold-back', /,HOLD-BACK=[\d.]+/, ',HOLD-BACK=5'],
    ['can-skip-until', /CAN-SKIP-UNTIL=[\d.]+/, 'CAN-SKIP-UNTIL=12'],
    ['segment-too-long', /#EXTINF:[\d.]+/, '#EXTINF:4.6'],
    ['program-date-time', /#EXT-X-PROGRAM-DATE-TIME.*\n/, ''],
    ['map', /#EXT-X-MAP.*\n/, ''],
    ['part-too-long', /DURATION=0\.5\d+,/, 'DURATION=0.6,'],
    ['part-too-short', /DURATION=0\.5\d+(,URI="p-\d+\.1)/, 'DURATION=0.3$1'],
    [
      'parts-sum',
      /#EXTINF:[\d.]+(?=,\np-\d+\.m4s\n#EXT-X-PROGRAM-DATE-TIME.*\n#EXT-X-PRELOAD|,\np-\d+\.m4s\n#EXT-X-PRELOAD)/,
      '#EXTINF:1.2',
    ],
    ['hint-missing', /#EXT-X-PRELOAD-HINT.*\n/, ''],
    ['hint-after-end', /$/, '#EXT-X-ENDLIST\n'],
    ['syntax', /(#EXT-X-PART:.*\n)(?=#EXTINF)/, '$1#EXT-X-MAP:URI="late.mp4"\n'],
  ];
  for (const [rule, what, by] of faults) {
    test(`notice ${rule}`, () => {
      const whole =
        texts.findLast((text) => /m4s\n#EXT-X-PRELOAD-HINT/.test(text) && !text.includes('#EXT-X-SKIP')) ?? '';
      const broken = rulesBrokenBy([replaced(whole, what, by)]);
      assert.ok(broken.includes(rule), `found ${broken.join(', ')}`);
    });
  }

  test('ask no more of a store than plain files can give, and no promise of more', () => {
    const whole = texts.findLast((text) => !text.includes('#EXT-X-SKIP')) ?? '';
    const plain = whole.replace(/#EXT-X-(PART|SERVER-CONTROL|PRELOAD-HINT|RENDITION-REPORT).*\n/g, '');
    assert.deepEqual(rulesBrokenBy([plain.replace(/#EXT-X-PROGRAM-DATE-TIME.*\n$/, '')], 'plain'), []);
    assert.deepEqual(rulesBrokenBy([whole], 'plain'), ['not-plain']);
    const control = '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES\n';
    assert.deepEqual(rulesBrokenBy([replaced(plain, '#EXT-X-MEDIA', `${control}#EXT-X-MEDIA`)], 'plain'), [
      'not-plain',
    ]);
  });

  test('notice parts that are too old', () => {
    const whole = texts.findLast((text) => !text.includes('#EXT-X-SKIP')) ?? '';
    const aged = replaced(whole, '#EXTINF', '#EXT-X-PART:DURATION=0.5,URI="old.m4s",INDEPENDENT=YES\n#EXTINF');
    assert.ok(rulesBrokenBy([aged]).includes('old-parts'));
  });
});

describe('the rules of a playlist over time', () => {
  const changed = (index: number, what: RegExp | string, by: string): string[] =>
    texts.slice(-9).map((text, at) => (at === index ? replaced(text, what, by) : text));

  const faults: [rule: string, make: () => string[]][] = [
    ['target-duration-changed', () => changed(4, '#EXT-X-TARGETDURATION:4', '#EXT-X-TARGETDURATION:3')],
    ['part-target-changed', () => changed(4, 'PART-TARGET=0.502', 'PART-TARGET=0.503')],
    ['media-sequence-back', () => [texts.at(-1) ?? '', texts.at(-9) ?? '']],
    ['edge-back', () => [texts.at(-1) ?? '', texts.at(-2) ?? '']],
    ['discontinuity-sequence-back', () => changed(4, /DISCONTINUITY-SEQUENCE:0/, 'DISCONTINUITY-SEQUENCE:1')],
    ['segment-changed', () => changed(4, /PROGRAM-DATE-TIME:2023/, 'PROGRAM-DATE-TIME:2024')],
    ['segment-changed', () => changed(8, /#EXTINF:2.00000,\n(p-\d+)/, '#EXTINF:2.00000,\nq$1')],
    ['segment-changed', () => changed(8, /#EXT-X-PART:DURATION=0.50000/, '#EXT-X-PART:DURATION=0.49000')],
    ['hint-wrong', () => changed(4, /(PRELOAD-HINT.*)\.m4s/, '$1x.m4s')],
    ['end-list-gone', () => changed(4, /#EXT-X-PRELOAD-HINT.*\n/, '#EXT-X-ENDLIST\n')],
  ];
  for (const [index, [rule, make]] of faults.entries()) {
    test(`notice ${rule} (${index})`, () => {
      const broken = rulesBrokenBy(make());
      assert.ok(broken.includes(rule), `found ${broken.join(', ')}`);
    });
  }

  test('notice a delta that skips what was never sent, and one that skips too much', () => {
    const delta = texts.findLast((text) => text.includes('#EXT-X-SKIP')) ?? '';
    assert.ok(rulesBrokenBy([delta]).includes('skip-unknown'));
    const before = texts.slice(0, texts.indexOf(delta)).findLast((text) => !text.includes('#EXT-X-SKIP')) ?? '';
    const greedy = delta.replace(/(SKIPPED-SEGMENTS=)\d+\n(?:#.*\n|p-.*\n)*?(p-\d+\.m4s\n)/, (_, tag: string) => {
      const skipped = Number(/SKIPPED-SEGMENTS=(\d+)/.exec(delta)?.[1]);
      return `${tag}${skipped + 1}\n`;
    });
    assert.ok(rulesBrokenBy([before, greedy]).includes('skip-too-far'));
  });

  test('notice a discontinuity sequence that does not count what left', () => {
    const watched = new WatchedBroadcast();
    watched.push({ kind: 'config', tracks: bothTracks });
    watched.push(...stream({ fromMs: 10_000, untilMs: 15_000 }));
    watched.push({ kind: 'discontinuity', reason: 'timestamp-jump', atMs: 16_000 });
    watched.push(...stream({ fromMs: 16_000, untilMs: 60_000 }));
    const all = watched.texts.get('0') ?? [];
    assert.deepEqual(rulesBrokenBy(all), []);
    const stuck = all.map((text) => text.replace('DISCONTINUITY-SEQUENCE:1', 'DISCONTINUITY-SEQUENCE:0'));
    assert.ok(rulesBrokenBy(stuck).includes('discontinuity-sequence'));
  });

  test('notice a window that is cut too short', () => {
    const short = (texts.at(-1) ?? '').replace(/#EXT-X-MEDIA-SEQUENCE:(\d+)/, '#EXT-X-MEDIA-SEQUENCE:999');
    const emptied = short.replace(/(?:#EXT-X-(?:MAP|PROGRAM|PART:|DISCONTINUITY\n|GAP).*\n|#EXTINF.*\n|p-.*\n)+/, '');
    assert.ok(rulesBrokenBy([texts.at(-2) ?? '', emptied]).includes('removed-too-early'));
  });
});

describe('the rules between renditions', () => {
  test('notice segments that lie apart or count other discontinuities', () => {
    const findings = new Findings();
    const cross = new CrossRules({ findings });
    const text = texts.at(-1) ?? '';
    const late = text.replaceAll(/(PROGRAM-DATE-TIME:\d+-\d+)-\d+/g, '$1-28');
    const counted = text.replace('DISCONTINUITY-SEQUENCE:0', 'DISCONTINUITY-SEQUENCE:7');
    for (const [url, playlist] of [
      ['0', text],
      ['1', late],
      ['2', counted],
    ] as const) {
      const parsed = parseMediaPlaylist(playlist);
      if (parsed !== null) cross.observe(url, parsed);
    }
    assert.deepEqual([...findings.counts.keys()], ['renditions-apart', 'discontinuities-apart']);
  });

  test('notice a multivariant playlist that says less than the media is', () => {
    const line = 'BANDWIDTH=1000,AVERAGE-BANDWIDTH=2000,CODECS="avc1.640020",RESOLUTION=640x360,FRAME-RATE=60.000';
    const variant = parseMultivariant(`#EXTM3U\n#EXT-X-STREAM-INF:${line}\n0/stream.m3u8\n`)?.[0];
    assert.ok(variant !== undefined);
    const findings = new Findings();
    const track = { id: 1, kind: 'video' as const, timescale: 90_000, codec: 'avc1.64001f', width: 1280, height: 720 };
    checkVariant(variant, { url: 'x', media: { tracks: [track], frameRate: 30 } }, findings);
    const weighed = [{ mediaSequence: 1, bytes: 1000, seconds: 2 }];
    checkBandwidth(variant, { url: 'x', weighed, targetDuration: 4 }, findings);
    assert.deepEqual(
      [...findings.counts.keys()],
      ['codecs', 'resolution', 'frame-rate', 'bandwidth', 'average-bandwidth'],
    );
  });

  test('measure the peak over runs of half to one and a half target durations', () => {
    const weighed = [1, 2, 3].map((mediaSequence) => ({ mediaSequence, bytes: mediaSequence * 1000, seconds: 1 }));
    assert.equal(peakBitRate(weighed, 4), 20_000);
    assert.equal(peakBitRate(weighed.slice(0, 1), 4), null);
  });
});

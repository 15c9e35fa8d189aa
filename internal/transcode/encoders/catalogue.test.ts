import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { videoEncoders } from '../../config/shapes.ts';
import type { Effort } from '../../media/rendition.ts';
import { withoutFfmpeg } from '../../media/testing.ts';
import { allEncoders, encoderNamed, encoders, ladderEncoders } from './catalogue.ts';
import type { EncoderOrder } from './video-encoder.ts';

/** What every encoder of video takes: ffmpeg's manual, "Codec Options". */
const common = new Set([
  ...['-c:v', '-b:v', '-minrate', '-maxrate', '-bufsize', '-g', '-bf', '-threads', '-compression_level', '-tag:v'],
  ...['-profile:v', '-level:v', '-sc_threshold'],
]);

/** The options of an encoder as this ffmpeg tells of them, each with its named values; null where it has no such encoder. */
function optionsOf(name: string): ReadonlyMap<string, ReadonlySet<string>> | null {
  const help = execFileSync('ffmpeg', ['-hide_banner', '-h', `encoder=${name}`], { encoding: 'utf8' });
  if (!help.startsWith('Encoder ')) return null;
  const options = new Map<string, Set<string>>();
  let values = new Set<string>();
  for (const line of help.split('\n')) {
    const [, option, value] = /^ {2}(-\S+)|^ {5}(\S+)/.exec(line) ?? [];
    if (option !== undefined) options.set(option, (values = new Set()));
    else if (value !== undefined) values.add(value);
  }
  return options;
}

const video: EncoderOrder = { width: 1280, height: 720, frameRate: 30, videoBitrateKbps: 2500, effort: 2 };
const rate = ['-b:v', '2500k', '-maxrate', '2700k', '-bufsize', '2500k', '-g', '9999', '-bf', '0'];

/** What each is asked for a usual rendition. */
const usual: Readonly<Record<string, readonly string[]>> = {
  libx264: [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-profile:v', 'high', '-level:v', '3.1'],
    ...['-crf', '23', '-maxrate', '2500k', '-bufsize', '2500k', '-forced-idr', '1', '-sc_threshold', '0'],
    ...['-x264-params', '8x8dct=1:keyint=infinite:fps=30000/1000', '-threads', '2'],
  ],
  h264_vaapi: [
    ...['-c:v', 'h264_vaapi', '-profile:v', 'high', ...rate, '-compression_level', '4', '-async_depth', '1'],
  ],
  h264_nvenc: [
    ...['-c:v', 'h264_nvenc', '-preset', 'p3', '-tune', 'll', '-profile:v', 'high', ...rate, '-rc', 'vbr'],
    ...['-forced-idr', '1', '-no-scenecut', '1', '-zerolatency', '1', '-delay', '0'],
  ],
  h264_qsv: [
    ...['-c:v', 'h264_qsv', '-preset', 'medium', '-profile:v', 'high', ...rate],
    ...['-forced_idr', '1', '-async_depth', '1', '-look_ahead', '0'],
  ],
  h264_v4l2m2m: ['-c:v', 'h264_v4l2m2m', ...rate],
  h264_videotoolbox: ['-c:v', 'h264_videotoolbox', '-profile:v', 'high', ...rate, '-realtime', 'true'],
  h264_omx: ['-c:v', 'h264_omx', '-profile:v', 'high', ...rate],
  libx265: [
    ...['-c:v', 'libx265', '-preset', 'veryfast', '-tune', 'zerolatency', '-profile:v', 'main'],
    ...['-crf', '26', '-maxrate', '2500k', '-bufsize', '2500k', '-forced-idr', '1', '-x265-params'],
    'keyint=-1:scenecut=0:open-gop=0:bframes=0:rc-lookahead=0:fps=30000/1000:frame-threads=1:pools=2:log-level=error',
    ...['-tag:v', 'hvc1'],
  ],
  hevc_nvenc: [
    ...['-c:v', 'hevc_nvenc', '-preset', 'p3', '-tune', 'll', '-profile:v', 'main', ...rate, '-rc', 'vbr'],
    ...['-forced-idr', '1', '-no-scenecut', '1', '-zerolatency', '1', '-delay', '0', '-tag:v', 'hvc1'],
  ],
  hevc_qsv: [
    ...['-c:v', 'hevc_qsv', '-preset', 'medium', '-profile:v', 'main', ...rate],
    ...['-forced_idr', '1', '-async_depth', '1', '-tag:v', 'hvc1'],
  ],
  hevc_vaapi: [
    ...['-c:v', 'hevc_vaapi', '-profile:v', 'main', ...rate, '-compression_level', '4', '-async_depth', '1'],
    ...['-tag:v', 'hvc1'],
  ],
  hevc_videotoolbox: [
    ...['-c:v', 'hevc_videotoolbox', '-profile:v', 'main', ...rate, '-realtime', 'true', '-tag:v', 'hvc1'],
  ],
  'libaom-av1': [
    ...['-c:v', 'libaom-av1', '-usage', 'realtime', '-lag-in-frames', '0', '-row-mt', '1', '-tiles', '2x1'],
    ...['-threads', '2', '-b:v', '2500k', '-minrate', '2500k', '-maxrate', '2500k', '-bufsize', '2500k', '-g', '9999'],
    ...['-aom-params', 'cpu-used=8:enable-palette=0:enable-global-motion=0'],
  ],
  libsvtav1: [
    ...['-c:v', 'libsvtav1', '-preset', '10', '-b:v', '2500k', '-g', '9999'],
    ...['-svtav1-params', 'pred-struct=1:rc=2:lookahead=0:scd=0:fps-num=30000:fps-denom=1000:lp=2'],
  ],
  av1_nvenc: [
    ...['-c:v', 'av1_nvenc', '-preset', 'p3', '-tune', 'll', ...rate, '-rc', 'vbr'],
    ...['-forced-idr', '1', '-no-scenecut', '1', '-zerolatency', '1', '-delay', '0'],
  ],
  av1_qsv: [
    ...['-c:v', 'av1_qsv', '-preset', 'medium', '-profile:v', 'main', ...rate],
    ...['-forced_idr', '1', '-async_depth', '1'],
  ],
  av1_vaapi: ['-c:v', 'av1_vaapi', '-profile:v', 'main', ...rate, '-compression_level', '4', '-async_depth', '1'],
};

/** What changes with the effort from 0 to 4; the others know no such thing. */
const byEffort: Readonly<Record<string, { option: string; values: readonly (string | undefined)[] }>> = {
  libx265: { option: '-preset', values: ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast'] },
  libsvtav1: { option: '-preset', values: ['12', '11', '10', '9', '8'] },
  av1_nvenc: { option: '-preset', values: ['p1', 'p2', 'p3', 'p4', 'p5'] },
  libx264: { option: '-preset', values: ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast'] },
  h264_vaapi: { option: '-compression_level', values: ['7', '6', '4', '3', '1'] },
  h264_nvenc: { option: '-preset', values: ['p1', 'p2', 'p3', 'p4', 'p5'] },
  h264_qsv: { option: '-preset', values: ['veryfast', 'fast', 'medium', 'slow', 'veryslow'] },
  h264_videotoolbox: { option: '-realtime', values: ['true', 'true', 'true', undefined, undefined] },
};

describe('the video encoders', () => {
  it('are those that can be set, by the same names', () => {
    assert.deepEqual(
      encoders.map(({ name }) => name),
      videoEncoders,
    );
  });

  for (const [name, expected] of Object.entries(usual)) {
    it(`ask ${name} for pictures without delay, with key frames only where they are forced`, () => {
      assert.deepEqual(encoderNamed(name).outputArguments(video, 2), expected);
    });
  }

  for (const { name, outputArguments } of allEncoders) {
    it(`ask ${name} for nothing that this ffmpeg does not know of it`, { skip: withoutFfmpeg }, (t) => {
      const known = optionsOf(name);
      if (known === null) return t.skip('it was built without it');
      const args = ([0, 1, 2, 3, 4] as Effort[]).flatMap((effort) => outputArguments({ ...video, effort }, 2));
      for (let at = 0; at < args.length; at += 2) {
        const [option = '', value = ''] = [args[at], args[at + 1]];
        const values = known.get(option.replace(/:v$/, ''));
        assert.ok(values !== undefined || common.has(option), `${name} has no ${option}`);
        if (values === undefined || values.size === 0 || /^\d+$/.test(value)) continue;
        assert.ok(values.has(value), `${option} of ${name} has no ${value}`);
      }
    });
  }

  for (const [name, { option, values }] of Object.entries(byEffort)) {
    it(`tell ${name} how much work to put in`, () => {
      const told = ([0, 1, 2, 3, 4] as Effort[]).map((effort) => {
        const args = encoderNamed(name).outputArguments({ ...video, effort }, 1);
        return args.includes(option) ? args[args.indexOf(option) + 1] : undefined;
      });
      assert.deepEqual(told, values);
    });
  }

  it('are asked for more bits where ffmpeg says that there are more pictures than come, unless they go by time', () => {
    const thinned = { ...video, saidFrameRate: 60 };
    const told = allEncoders.map((encoder) => {
      const args = encoder.outputArguments(thinned, 1);
      return [encoder.name, args[args.indexOf('-maxrate') + 1]] as const;
    });
    const counting = told.flatMap(([name, peak]) => (peak === '5400k' ? [name] : []));
    assert.deepEqual(
      counting.toSorted(),
      allEncoders
        .filter(({ isHardware, name }) => isHardware && !name.endsWith('videotoolbox'))
        .map(({ name }) => name)
        .toSorted(),
    );
  });

  it('have a table here, all of them', () => {
    const tabled = Object.keys(usual).toSorted();
    assert.deepEqual(tabled, allEncoders.map(({ name }) => name).toSorted());
  });

  it('say by their codec names what players have to decode', () => {
    assert.deepEqual(
      ['libx264', 'libx265', 'libaom-av1'].map((name) => encoderNamed(name).codecString(video)),
      ['avc1.64001f', 'hvc1.1.6.L93.90', 'av01.0.05M.08'],
    );
  });

  it('make extra codecs with the first that works, chips before the processor, on one kind of device', () => {
    const namesBeside = (h264: string, ...working: readonly string[]) => {
      const { hevc, av1 } = ladderEncoders(encoderNamed(h264), (name) => working.includes(name));
      return [hevc?.name, av1?.name];
    };
    assert.deepEqual(namesBeside('libx264'), [undefined, undefined]);
    assert.deepEqual(namesBeside('libx264', 'libx265', 'libaom-av1', 'libsvtav1'), ['libx265', 'libaom-av1']);
    assert.deepEqual(namesBeside('libx264', 'hevc_vaapi', 'libx265', 'av1_qsv'), ['hevc_vaapi', undefined]);
    assert.deepEqual(namesBeside('h264_qsv', 'hevc_vaapi', 'libx265', 'av1_qsv'), ['libx265', 'av1_qsv']);
    assert.deepEqual(namesBeside('h264_vaapi', 'hevc_nvenc', 'av1_nvenc'), ['hevc_nvenc', 'av1_nvenc']);
  });

  it('let the headers come with the first picture where they do', () => {
    const late = allEncoders.filter(({ muxerFlags }) => muxerFlags === '+delay_moov').map(({ name }) => name);
    assert.deepEqual(late, ['h264_vaapi', 'h264_v4l2m2m', 'hevc_vaapi', 'av1_qsv', 'av1_vaapi', 'libaom-av1']);
    assert.ok(allEncoders.every(({ muxerFlags, name }) => muxerFlags === undefined || late.includes(name)));
  });

  it('open a device only where pictures have to be brought to it', () => {
    const withDevice = allEncoders.filter(({ deviceArguments }) => deviceArguments.length > 0);
    assert.deepEqual(
      withDevice.map(({ name }) => name),
      ['h264_vaapi', 'h264_qsv', 'hevc_qsv', 'hevc_vaapi', 'av1_qsv', 'av1_vaapi'],
    );
    assert.ok(withDevice.every(({ uploadFilters }) => uploadFilters.some((filter) => filter.startsWith('hwupload'))));
  });
});

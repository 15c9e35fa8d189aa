import { escaped, firstLetters } from './drawn-text.ts';

/** What the test picture shows, and where it goes. */
export interface TestPictureOrder {
  /** The channel's name. */
  readonly name: string;
  /** Letters need fonts, which not every machine has: without them the picture only moves. */
  readonly hasLetters: boolean;
  /** An RTMP address with its stream key. */
  readonly address: string;
  /** Its end, whatever becomes of us. */
  readonly seconds: number;
}

const width = 1280;
const height = 720;
const frameRate = 30;
/** Where the dark field with the letters begins. */
const fieldTop = 440;
/** Letters of the usual font are so wide, as a share of their height. */
const letterWidth = 0.62;
const nameWidth = 760;

/**
 * ffmpeg's argument list for a picture that proves the whole way: colour bars, a mark that moves, the channel's name, this machine's clock, and
 * a short tone each second. Flat colours and the quickest settings: about a sixth of a core.
 */
export function testPictureArguments(order: TestPictureOrder): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-nostats'],
    ...['-re', '-f', 'lavfi', '-i', picture(order)],
    ...['-re', '-f', 'lavfi', '-i', "aevalsrc=exprs='0.12*sin(2*PI*880*t)*lt(mod(t,1),0.08)':s=48000"],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-threads', '1'],
    ...['-g', String(frameRate * 2), '-b:v', '1500k', '-maxrate', '2000k', '-bufsize', '2000k'],
    ...['-c:a', 'aac', '-b:a', '96k', '-ac', '2'],
    ...['-t', String(order.seconds), '-f', 'flv', order.address],
  ];
}

function picture({ name, hasLetters }: TestPictureOrder): string {
  const bars = [
    `drawbox=y=${fieldTop}:h=${height - fieldTop}:t=fill:color=0x12161d`,
    ...(hasLetters ? letters(name) : []),
  ];
  return [
    `smptehdbars=s=${width}x${height}:r=${frameRate}[bars]`,
    `color=c=white:s=12x48:r=${frameRate}[mark]`,
    `[bars]${bars.join(',')}[told]`,
    `[told][mark]overlay=x='(W-w)*mod(t,2)/2':y=H-72,format=yuv420p`,
  ].join(';');
}

function letters(name: string): string[] {
  const shown = firstLetters(name.replaceAll(/\p{Cc}/gu, ' ').trim());
  const size = Math.max(24, Math.min(60, Math.floor(nameWidth / (letterWidth * Math.max(1, shown.length)))));
  const text = (words: string, style: string): string => `drawtext=text=${escaped(words)}:fontcolor=white:${style}`;
  return [
    ...(shown === '' ? [] : [text(shown, `expansion=none:fontsize=${size}:x=64:y=${fieldTop + 100}-th`)]),
    text('Test picture', `alpha=0.75:fontsize=30:x=64:y=${fieldTop + 124}`),
    text('%{localtime:%T}', `fontsize=72:x=w-tw-64:y=${fieldTop + 72}`),
  ];
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');
const tokens = read('shared/tokens.css');
const column = read('viewer/chat/column.css');
const messages = read('viewer/chat/messages.css');

/** WCAG 2.2, 1.4.3, for text of this size. */
const LEAST_CONTRAST = 4.5;

type Lab = readonly [lightness: number, a: number, b: number];
type Light = readonly [red: number, green: number, blue: number];

function fromLch(lightness: number, chroma: number, hue: number): Lab {
  const angle = (hue * Math.PI) / 180;
  return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)];
}

/** Linear light of sRGB, cut off where a screen ends (CSS Color 4, 10.1). */
function lightOf([lightness, a, b]: Lab): Light {
  const [l, m, s] = [
    (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3,
  ];
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((part) => Math.min(1, Math.max(0, part))) as unknown as Light;
}

function labOf(hex: string): Lab {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const [l, m, s] = [
    Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue),
    Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue),
    Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue),
  ];
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function contrast(one: Lab, other: Lab): number {
  const [first, second] = [one, other].map((color) => {
    const [red, green, blue] = lightOf(color);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  }) as [number, number];
  return Math.max(first, second) / Math.min(first, second);
}

/** The numbers at a place of a style sheet; the n-th such place, since the dark theme's come second. */
function numbersAt(css: string, pattern: RegExp, place: number): number[] {
  const found = [...css.matchAll(new RegExp(pattern, 'g'))][place]?.slice(1).map(Number);
  assert.ok(found !== undefined && found.every(Number.isFinite), `${pattern} has no place ${place}`);
  return found;
}

const number = String.raw`([\d.]+)`;

/** One theme as its style sheets have it. */
function themeOf(place: 0 | 1) {
  const hue = numbersAt(tokens, new RegExp(`--hue: ${number}`), 0)[0] ?? 0;
  const surface = (name: string): Lab => {
    const [lightness = 0, chroma = 0] =
      name === 'surface-1' && place === 0
        ? [1, 0]
        : numbersAt(tokens, new RegExp(`--${name}: oklch\\(${number} ${number} var`), name === 'surface-1' ? 0 : place);
    return fromLch(lightness, chroma, hue);
  };
  const [accentLightness = 0] = numbersAt(tokens, new RegExp(`--accent: oklch\\(${number} `), place);
  const accent = fromLch(accentLightness, 0.17 * (place === 0 ? 1 : 0.8), hue);
  const mixed = surface('surface-1').map((part, at) => part * 0.87 + (accent[at] ?? 0) * 0.13) as unknown as Lab;
  const [lightness = 0] = numbersAt(column, new RegExp(`--user-lightness: ${number}`), place);
  const [least = 0, most = 0] =
    place === 0
      ? [lightness - 0.22, lightness]
      : numbersAt(messages, new RegExp(`var\\(--user\\) clamp\\(${number}, l, ${number}\\)`), 0);
  return {
    lightness,
    grounds: {
      'the chat': surface('surface-1'),
      'what the pointer is on': surface('surface-2'),
      'a message that names me': mixed,
    },
    /** As the style sheet makes a colour readable. */
    asShown: ([given, a, b]: Lab): Lab => [Math.min(most, Math.max(least, given)), a, b],
  };
}

const themes = { light: themeOf(0), dark: themeOf(1) };

/** Owncast's own, which themes made for it may name. */
const owncast = ['#ff717b', '#f4e413', '#b99c45', '#58f40b', '#0bf4f4', '#16a8f7', '#9a92ff', '#ff53ff'];

describe('The colours of names in the chat', () => {
  for (const [name, { asShown, grounds, lightness }] of Object.entries(themes)) {
    it(`can be read on everything that they stand on, in the ${name} theme`, () => {
      const faint: string[] = [];
      for (let user = 0; user < 8; user += 1) {
        const pattern = new RegExp(
          `--user-${user}: var\\(--theme-color-users-${user}, oklch\\(var\\(--user-lightness\\) ${number} ${number}`,
        );
        const [chroma = 0, hue = 0] = numbersAt(column, pattern, 0);
        for (const [color, what] of [
          [fromLch(lightness, chroma, hue), `colour ${user}`],
          [labOf(owncast[user] ?? ''), `Owncast's colour ${user}`],
        ] as const) {
          for (const [ground, where] of Object.entries(grounds).map(([place, lab]) => [lab, place] as const)) {
            const ratio = contrast(asShown(color), ground);
            if (ratio < LEAST_CONTRAST) faint.push(`${what} on ${where}: ${ratio.toFixed(2)}`);
          }
        }
      }
      assert.deepEqual(faint, []);
    });
  }
});

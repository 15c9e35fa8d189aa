import { isIP } from 'node:net';
import { z } from 'zod';
import { type LadderSetting, ladderAllowed, parseLadder } from './ladder-setting.ts';

/** What kind of value a setting takes. Every value arrives as text: from a flag, the environment or the database. */
export interface SettingKind<Value> {
  readonly schema: z.ZodType<Value, string>;
  /** What is allowed, in words that follow "allowed is". */
  readonly allowed: string;
  /** What stands for the value in a usage line. */
  readonly placeholder: string;
  /** True when a flag may be given several times; the texts are then joined by line breaks. */
  readonly repeatable: boolean;
}

/** Control characters would break a terminal, a log line or a header wherever the text is shown. */
const controlCharacters = /\p{Cc}/u;

export function wholeNumber(bounds: { readonly min: number; readonly max: number }): SettingKind<number> {
  return {
    schema: z
      .string()
      .trim()
      .regex(/^\d{1,9}$/)
      .transform(Number)
      .pipe(z.number().min(bounds.min).max(bounds.max)),
    allowed: `a whole number from ${bounds.min} to ${bounds.max}`,
    placeholder: 'N',
    repeatable: false,
  };
}

export function autoOrWholeNumber(bounds: {
  readonly min: number;
  readonly max: number;
}): SettingKind<'auto' | number> {
  const number = wholeNumber(bounds);
  return {
    ...number,
    schema: z.union([z.string().trim().pipe(z.literal('auto')), number.schema]),
    allowed: `auto, or ${number.allowed}`,
  };
}

/** A port to listen on; 0 takes any free one. */
export function port(): SettingKind<number> {
  return { ...wholeNumber({ min: 0, max: 65_535 }), allowed: 'a port from 1 to 65535, or 0 for any free one' };
}

export function choice<const Choice extends string>(
  placeholder: string,
  choices: readonly Choice[],
): SettingKind<Choice> {
  return {
    schema: z.string().trim().pipe(z.enum(choices)),
    allowed: `one of ${choices.join(', ')}`,
    placeholder,
    repeatable: false,
  };
}

const switchWords: Readonly<Record<string, boolean>> = {
  on: true,
  true: true,
  yes: true,
  1: true,
  off: false,
  false: false,
  no: false,
  0: false,
};

export function onOff(): SettingKind<boolean> {
  return {
    schema: z
      .string()
      .trim()
      .toLowerCase()
      .transform((word) => (Object.hasOwn(switchWords, word) ? switchWords[word] : undefined))
      .pipe(z.boolean()),
    allowed: 'on or off',
    placeholder: 'on|off',
    repeatable: false,
  };
}

/** One line of text for people, in characters as JavaScript counts them. */
export function line(bounds: { readonly min: number; readonly max: number }): SettingKind<string> {
  const least = bounds.min === 0 ? 'one line of at most' : `one line of ${bounds.min} to`;
  return {
    schema: z
      .string()
      .trim()
      .min(bounds.min)
      .max(bounds.max)
      .refine((text) => !controlCharacters.test(text)),
    allowed: `${least} ${bounds.max} characters`,
    placeholder: 'TEXT',
    repeatable: false,
  };
}

/** A file or folder; taken as written, since the file system decides what exists. */
export function path(placeholder: string): SettingKind<string> {
  return {
    schema: z
      .string()
      .min(1)
      .max(4096)
      .refine((text) => !text.includes('\0')),
    allowed: 'a path',
    placeholder,
    repeatable: false,
  };
}

/** A file that need not be given; null without one. */
export function optionalPath(placeholder: string): SettingKind<string | null> {
  const given = path(placeholder);
  return { ...given, schema: z.union([z.literal('').transform(() => null), given.schema]) };
}

/** An address of this machine to listen on; null means every one of them, of both IPv6 and IPv4. */
export function listenAddress(): SettingKind<string | null> {
  return {
    schema: z
      .string()
      .trim()
      .refine((text) => text === 'any' || isIP(text) !== 0)
      .transform((text) => (text === 'any' ? null : text)),
    allowed: 'any, or an IP address of this machine such as 127.0.0.1 or ::1',
    placeholder: 'ADDRESS',
    repeatable: false,
  };
}

/** Stream keys, one a line: what an encoder sends as the name that it publishes under. */
export function streamKeys(): SettingKind<readonly string[]> {
  return {
    schema: z
      .string()
      .transform((text) => text.split('\n').filter((key) => key !== ''))
      .pipe(z.array(streamKeySchema).max(100)),
    allowed: streamKeyAllowed,
    placeholder: 'KEY',
    repeatable: true,
  };
}

/** What may be a stream key: printable, and without spaces at its ends, which nobody would see in OBS. */
const streamKeySchema = z
  .string()
  .min(1)
  .max(256)
  .refine((key) => key.trim() === key && !controlCharacters.test(key));

export const streamKeyAllowed = '1 to 256 printable characters without a space at either end';

export function isStreamKey(text: string): boolean {
  return streamKeySchema.safeParse(text).success;
}

export function ladder(): SettingKind<LadderSetting> {
  return {
    schema: z.string().transform((text, context) => {
      const parsed = parseLadder(text);
      if (parsed !== null) return parsed;
      context.addIssue('not a ladder');
      return z.NEVER;
    }),
    allowed: ladderAllowed,
    placeholder: 'LADDER',
    repeatable: false,
  };
}

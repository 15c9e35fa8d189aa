import { isIP } from 'node:net';
import { z } from '../platform/schema.ts';
import { isPrivateHost } from './private-host.ts';
import { webAddress } from './shapes.ts';
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
  /** How a form asks for it; one line of text unless told. */
  readonly form?: SettingForm;
}

/** How a form asks for a value, whose text is then what the setting takes. */
export type SettingForm =
  | { readonly kind: 'line'; readonly max?: number }
  | { readonly kind: 'text'; readonly max: number }
  /** `word` may be written in place of a number. */
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly word?: string }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** `on` or `off`. */
  | { readonly kind: 'toggle' }
  /** A JSON list of texts. */
  | { readonly kind: 'list' }
  /** JSON of a shape of its own. */
  | { readonly kind: 'json' };

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
    form: { kind: 'number', ...bounds },
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
    form: { kind: 'number', ...bounds, word: 'auto' },
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
    form: { kind: 'choice', choices },
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
    form: { kind: 'toggle' },
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
    form: { kind: 'line', max: bounds.max },
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

/** A JSON list of texts. */
export function jsonList<Value extends readonly string[]>(shape: z.ZodType<Value>): SettingKind<Value> {
  return { ...json(shape), form: { kind: 'list' } };
}

/** JSON of a shape. */
export function json<Value>(shape: z.ZodType<Value>): SettingKind<Value> {
  return {
    schema: z.string().transform((text, context) => {
      const parsed = shape.safeParse(parseJson(text));
      if (parsed.success) return parsed.data;
      for (const { path: place, message } of parsed.error.issues) context.addIssue(`${place.join('.')} ${message}`);
      return z.NEVER;
    }),
    allowed: 'JSON of the shape that is described',
    placeholder: 'JSON',
    repeatable: false,
    form: { kind: 'json' },
  };
}

/** `undefined` when it is no JSON, which fits no shape. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Text of any number of lines, in characters as JavaScript counts them. */
export function text(bounds: { readonly max: number }): SettingKind<string> {
  return {
    schema: z
      .string()
      .max(bounds.max)
      .refine((written) => !written.includes('\0')),
    allowed: `text of at most ${bounds.max} characters`,
    placeholder: 'TEXT',
    repeatable: false,
    form: { kind: 'text', max: bounds.max },
  };
}

/** An address without a path, that the world can reach: no bare address of a private network. Null when it is not given. */
export function publicUrl(): SettingKind<string | null> {
  return {
    schema: z
      .string()
      .trim()
      .transform((written, context) => {
        if (written === '') return null;
        const url = URL.parse(written);
        const fits = url !== null && ['http:', 'https:'].includes(url.protocol) && url.pathname === '/';
        if (fits && url.search === '' && url.hash === '' && url.username === '' && !isPrivateHost(url.hostname))
          return url.origin;
        context.addIssue('not a public address');
        return z.NEVER;
      }),
    allowed: 'an address such as https://tv.example.org, without a path and not of a private network',
    placeholder: 'URL',
    repeatable: false,
  };
}

export function httpsUrl(): SettingKind<string> {
  return {
    schema: z
      .string()
      .trim()
      .max(2048)
      .refine((written) => URL.parse(written)?.protocol === 'https:'),
    allowed: 'an https address',
    placeholder: 'URL',
    repeatable: false,
  };
}

export function optionalHttpsUrl(): SettingKind<string | null> {
  const given = httpsUrl();
  return { ...given, schema: z.union([z.literal('').transform(() => null), given.schema]) };
}

/** Who vouches for accounts (OpenID Connect): by https, or by http on this machine and its private network. Null when it is not given. */
export function optionalIssuer(): SettingKind<string | null> {
  const given = z
    .string()
    .trim()
    .max(2048)
    .refine((written) => {
      const url = URL.parse(written);
      if (url === null || url.search !== '' || url.hash !== '' || url.username !== '') return false;
      return url.protocol === 'https:' || (url.protocol === 'http:' && isPrivateHost(url.hostname));
    });
  return {
    schema: z.union([z.literal('').transform(() => null), given]),
    allowed: 'an https address, or an http one of a private network',
    placeholder: 'URL',
    repeatable: false,
  };
}

/** Names of accounts, such as e-mail addresses, separated by commas. */
export function accountNames(): SettingKind<readonly string[]> {
  return {
    schema: z
      .string()
      .max(10_000)
      .transform((written) =>
        written
          .split(',')
          .map((word) => word.trim())
          .filter((word) => word !== ''),
      )
      .pipe(z.array(z.string().max(320)).max(50)),
    allowed: 'at most 50 subjects or e-mail addresses, separated by commas',
    placeholder: 'NAMES',
    repeatable: false,
  };
}

/** An http or https address; null when it is not given. */
export function optionalWebAddress(): SettingKind<string | null> {
  return {
    schema: z.union([z.literal('').transform(() => null), webAddress]),
    allowed: 'an http or https address',
    placeholder: 'URL',
    repeatable: false,
  };
}

/** Up to five numbers of minutes, separated by commas; nothing for none. */
export function minutesList(bounds: { readonly min: number; readonly max: number }): SettingKind<readonly number[]> {
  return {
    schema: z
      .string()
      .transform(splitList)
      .pipe(z.array(wholeNumber(bounds).schema).max(5))
      .transform((minutes) => [...new Set(minutes)]),
    allowed: `nothing, or up to five whole numbers from ${bounds.min} to ${bounds.max}, separated by commas`,
    placeholder: 'MINUTES',
    repeatable: false,
  };
}

/** Hosts, `.example.org` for all below one, or `any`; separated by commas. */
export function hostPatterns(): SettingKind<readonly string[]> {
  return {
    schema: z
      .string()
      .transform(splitList)
      .pipe(z.array(z.string().regex(/^(?:any|\.?[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?)$/)).max(50)),
    allowed: 'any, or hosts such as push.example.org or .example.org, separated by commas',
    placeholder: 'HOSTS',
    repeatable: false,
  };
}

/** What most mail servers take; nothing in it could end a header. */
const mailAddress = z
  .string()
  .max(254)
  .regex(/^[^\s@<>,;:"()[\]\\\p{Cc}]{1,64}@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/iu);

/** An e-mail address; null when it is not given. */
export function optionalMailAddress(): SettingKind<string | null> {
  return {
    schema: z
      .string()
      .trim()
      .pipe(z.union([z.literal('').transform(() => null), mailAddress])),
    allowed: 'an e-mail address such as me@example.org',
    placeholder: 'ADDRESS',
    repeatable: false,
  };
}

/** E-mail addresses, separated by commas. */
export function mailAddresses(): SettingKind<readonly string[]> {
  return {
    schema: z
      .string()
      .transform((written) =>
        written
          .split(',')
          .map((word) => word.trim())
          .filter((word) => word !== ''),
      )
      .pipe(z.array(mailAddress).max(100)),
    allowed: 'at most 100 e-mail addresses, separated by commas',
    placeholder: 'ADDRESSES',
    repeatable: false,
  };
}

/** A host's name or address, without a port; empty where it is not given. */
export function optionalHostName(): SettingKind<string> {
  return {
    schema: z
      .string()
      .trim()
      .max(253)
      .regex(/^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]{2,45})?$/i),
    allowed: 'a host such as mail.example.org',
    placeholder: 'HOST',
    repeatable: false,
  };
}

/** Ranges of addresses in CIDR form; `loopback` and `private` stand for what they say. */
export function addressRanges(): SettingKind<readonly string[]> {
  return {
    schema: z
      .string()
      .transform((written) => splitList(written).flatMap((word) => namedRanges[word] ?? [word]))
      .pipe(z.array(z.string().refine(isAddressRange)).max(100)),
    allowed: 'none, or a list of loopback, private, addresses and ranges such as 10.0.0.0/8, separated by commas',
    placeholder: 'RANGES',
    repeatable: false,
  };
}

const namedRanges: Readonly<Record<string, readonly string[]>> = {
  none: [],
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fe80::/10'],
};

function splitList(written: string): string[] {
  return written
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '');
}

function isAddressRange(range: string): boolean {
  const [address = '', bits, ...rest] = range.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** Where a socket is: a host with or without a port, or an address without a path, as Owncast has it; nothing where it is not given. */
export function optionalSocketHost(): SettingKind<string> {
  return {
    schema: z
      .string()
      .trim()
      .max(255)
      .regex(
        /^(?:(?:(?:ws|http)s?:\/\/)?(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?\/?)?$/i,
      ),
    allowed: 'a host such as chat.example.org, with a port or without, or an address such as wss://chat.example.org',
    placeholder: 'HOST',
    repeatable: false,
  };
}

export function hostNames(): SettingKind<readonly string[]> {
  return {
    schema: z
      .string()
      .transform(splitList)
      .pipe(
        z.array(z.string().regex(/^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/)).max(20),
      ),
    allowed: 'host names such as tv.example.org, separated by commas',
    placeholder: 'HOSTS',
    repeatable: false,
  };
}

/** Shortest and longest password of the studio, in characters. */
export const passwordLength = { min: 8, max: 200 } as const;

/** A password; null when it is not given. */
export function password(): SettingKind<string | null> {
  return {
    schema: z.union([z.literal('').transform(() => null), z.string().min(passwordLength.min).max(passwordLength.max)]),
    allowed: `${passwordLength.min} to ${passwordLength.max} characters`,
    placeholder: 'PASSWORD',
    repeatable: false,
  };
}

/** A language as BCP 47 writes it; null when it is not given. */
export function languageTag(): SettingKind<string | null> {
  return {
    schema: z.union([
      z.literal('').transform(() => null),
      z
        .string()
        .trim()
        .max(35)
        .regex(/^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*$/),
    ]),
    allowed: 'a language such as en or pt-BR',
    placeholder: 'LANGUAGE',
    repeatable: false,
  };
}

/** The part of a fediverse account before the host. */
export function accountName(): SettingKind<string> {
  return {
    schema: z
      .string()
      .trim()
      .regex(/^[a-zA-Z0-9_](?:[a-zA-Z0-9_.-]{0,62}[a-zA-Z0-9_])?$/),
    allowed: '1 to 64 letters, digits and underscores, with dots and hyphens between them',
    placeholder: 'NAME',
    repeatable: false,
  };
}

import type { Notice } from './notice.ts';
import { fillTemplate, unknownNames } from './template.ts';

/** A request that is made of a notice: to Slack, Telegram, Matrix, ntfy or whatever takes one. */
export interface HookTemplate {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: 'application/json' | 'text/plain';
  readonly body: string;
}

export interface Hook extends HookTemplate {
  readonly id: number;
  readonly name: string;
  readonly isEnabled: boolean;
}

export interface HookRequest {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Headers that are ours to send. */
const reserved = new Set(['host', 'content-length', 'content-type', 'connection', 'transfer-encoding', 'expect', 'te']);
const sample: Notice = {
  id: 'a"b\\c',
  event: 'test',
  channel: 'A "channel"',
  title: 'A\ntitle',
  messages: { push: '', discord: '', mail: '', hook: 'Words, "quoted"' },
  when: null,
  startWallMs: 0,
  url: 'https://tv.example.org/',
};

export function fillHook(hook: HookTemplate, notice: Notice): HookRequest {
  const isJson = hook.contentType === 'application/json';
  const headers: Record<string, string> = { 'content-type': isJson ? hook.contentType : 'text/plain; charset=utf-8' };
  for (const [name, value] of Object.entries(hook.headers)) headers[name] = fillTemplate(value, notice, 'header');
  return {
    method: hook.method,
    url: fillTemplate(hook.url, notice, 'address'),
    headers,
    body: fillTemplate(hook.body, notice, isJson ? 'json' : 'text'),
  };
}

/** Why a template cannot be used, in a sentence; null when it can. */
export function judgeHook(hook: HookTemplate): string | null {
  const texts = [hook.url, hook.body, ...Object.values(hook.headers)];
  const [unknown] = texts.flatMap(unknownNames);
  if (unknown !== undefined) return `There is no {{${unknown}}} to put into a template.`;
  for (const [name, value] of Object.entries(hook.headers)) {
    if (!/^[a-z0-9-]{1,64}$/.test(name) || reserved.has(name)) return `The header ${name.slice(0, 64)} cannot be set.`;
    if (/[^\x20-\x7e]/.test(value)) return `The value of the header ${name} may hold ASCII alone.`;
  }
  if (/^[a-z]+:\/\/[^/?#]*\{\{/i.test(hook.url)) return 'The host of the address cannot be a placeholder.';
  const request = fillHook(hook, sample);
  const url = URL.parse(request.url);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '')
    return 'The address has to be an http or https one without a password in it.';
  return hook.contentType === 'application/json' && !isJson(request.body)
    ? 'The body is no JSON once its placeholders are filled in; they stand between quotation marks.'
    : null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

import { z } from '../../platform/schema.ts';
import type { RemoteStream } from '../remote.ts';

/** Owncast writes these terms of its own vocabulary with or without their prefix, whichever its context says. */
const text = (max: number) => z.string().max(max).catch('');
const tags = z.array(z.string().max(100)).max(50).catch([]);

/** What an Owncast tells of its stream with an Offer or a Leave; null when it is not such an activity. */
export function readStream(document: unknown): RemoteStream | null {
  if (typeof document !== 'object' || document === null) return null;
  const terms = new Map(Object.entries(document).map(([key, value]): [string, unknown] => [bareTerm(key), value]));
  const state = terms.get('streamStatus');
  if (state === undefined) return null;
  return {
    isOnline: state === 'live' || state === 'online',
    name: text(200).parse(terms.get('serverName')),
    title: text(500).parse(terms.get('streamTitle')),
    description: text(2000).parse(terms.get('streamDescription')),
    tags: tags.parse(terms.get('streamTags')),
    logoUrl: text(2048).parse(terms.get('logoUrl')),
    thumbnailUrl: text(2048).parse(terms.get('thumbnailUrl')),
  };
}

/** Whether a Follow is that of a channel or a directory which wants to show others how the stream is. */
export function asksForDirectory(document: unknown): boolean {
  if (typeof document !== 'object' || document === null) return false;
  return Object.entries(document).some(([key, value]) => bareTerm(key) === 'directory' && value === true);
}

function bareTerm(key: string): string {
  return key.replace(/^(?:https:\/\/owncast\.online\/ns#|owncast:|oc:)/, '');
}

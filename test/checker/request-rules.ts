import type { Findings } from './findings.ts';
import { edgeOf } from './history-rules.ts';
import { type Answer, ask } from './http.ts';
import { parseMediaPlaylist } from './playlist-parser.ts';

interface Probe {
  readonly rule: string;
  readonly url: string;
  readonly init?: RequestInit;
  readonly expected: number;
  /** Whether another answer is right after all, since the broadcast went on between the questions. */
  readonly isOvertaken?: (answer: Answer) => boolean;
}

/** Puts the questions to a rendition's playlist that players seldom put (RFC 8216bis, 6.2.5.2; RFC 9110). */
export async function checkRequests(url: string, findings: Findings, signal: AbortSignal): Promise<void> {
  const answer = await ask(url, { signal });
  const playlist = answer?.status === 200 ? parseMediaPlaylist(answer.bytes.toString()) : null;
  const edge = playlist === null ? null : edgeOf(playlist);
  if (playlist === null || edge === null || playlist.hasEndList) return;
  const { mediaSequence } = edge;
  const whole = playlist.segments.findLast((segment) => segment.uri !== null && !segment.isGap);
  const media = whole?.uri === undefined || whole.uri === null ? null : new URL(whole.uri, url).href;
  const probes: Probe[] = [
    { rule: 'part-without-msn', url: `${url}?_HLS_part=0`, expected: 400 },
    { rule: 'msn-malformed', url: `${url}?_HLS_msn=x`, expected: 400 },
    { rule: 'msn-too-far', url: `${url}?_HLS_msn=${mediaSequence + 50}`, expected: 400 },
    {
      rule: 'part-too-far',
      url: `${url}?_HLS_msn=${mediaSequence}&_HLS_part=1000`,
      expected: 400,
      // Once the segment is complete, a part past its end stands for the first one of the next.
      isOvertaken: (got) => got.status === 200 && isBeyond(got, mediaSequence),
    },
    { rule: 'msn-past', url: `${url}?_HLS_msn=${playlist.mediaSequence}`, expected: 200 },
    { rule: 'head', url, init: { method: 'HEAD' }, expected: 200 },
    { rule: 'unknown-file', url: new URL('no-such-file.m4s', url).href, expected: 404 },
  ];
  if (media !== null) {
    probes.push({ rule: 'media-range', url: media, init: { headers: { range: 'bytes=0-99' } }, expected: 206 });
    probes.push({ rule: 'media-range', url: media, init: { headers: { range: 'bytes=999999999-' } }, expected: 416 });
  }
  for (const probe of probes) {
    const got = await ask(probe.url, { signal, ...(probe.init === undefined ? {} : { init: probe.init }) });
    if (got !== null && got.status !== probe.expected && probe.isOvertaken?.(got) !== true) {
      findings.add(probe.rule, probe.url, `status ${got.status} instead of ${probe.expected}`);
    }
    if (probe.expected === 206 && got?.status === 206 && got.bytes.length !== 100) {
      findings.add(probe.rule, probe.url, `${got.bytes.length} bytes instead of 100`);
    }
  }
}

function isBeyond(answer: Answer, mediaSequence: number): boolean {
  const playlist = parseMediaPlaylist(answer.bytes.toString());
  return playlist !== null && (edgeOf(playlist)?.mediaSequence ?? 0) > mediaSequence;
}

import type { Clock } from '../platform/clock.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import {
  type HlsRequest,
  type HlsResponse,
  type PlaylistFreshness,
  sendFile,
  sendPlaylist,
  sendPreflight,
  sendRedirect,
  sendStatus,
} from './answers.ts';
import {
  type DeliveryDirectives,
  DirectivesReader,
  judgeDirectives,
  type PlaylistEdge,
} from './delivery-directives.ts';
import { Detours } from './detours.ts';
import type { FileShelf } from './file-shelf.ts';
import type { PlaylistBody } from './playlist-body.ts';
import { WaitingLimit, WaitingRoom } from './waiting-room.ts';

/** One rendition as its viewers meet it. `edge` is null until its first part exists. */
export interface ServedRendition {
  readonly state: 'starting' | 'running' | 'lost' | 'ended';
  readonly edge: PlaylistEdge | null;
  /** Whether its playlist lists a finished segment. */
  readonly hasSegment: boolean;
  /** URL path of the part that comes next, or null when none will. */
  readonly nextPartPath: string | null;
  playlist(isDelta: boolean): PlaylistBody;
}

/** What is on air, as the handler needs to see it. */
export interface ServedChannel {
  rendition(key: string): ServedRendition | null;
  multivariant(): PlaylistBody | 'starting' | 'offline';
  /** Whether the encoder is away, so that no part can be expected soon. */
  isPaused(): boolean;
}

interface HandlerNeeds {
  readonly clock: Clock;
  readonly metrics: MetricsRegistry;
  readonly shelf: FileShelf;
  readonly channel: ServedChannel;
  readonly maxWaitingRequests: number;
  /** Where anybody finds a file of the archive for certain; null when it comes from here. */
  readonly locate: (archivePath: string) => string | null;
}

/** Below the 10 s that players give a playlist's first byte, and within three target durations (RFC 8216bis, 6.2.5.2). */
const holdMs = 8500;
const multivariantHoldMs = 5000;
const expiryPeriodMs = 250;
const multivariantPath = '/hls/stream.m3u8';
const inFolder = /^\/hls\/(\d{1,6}|audio)\/([\w.-]{1,80})$/;

type Outcome = 'answered' | 'wait';

/** Answers everything under `/hls/`: no work per viewer beyond a look-up and one write of shared bytes. */
export class RequestHandler {
  readonly #needs: HandlerNeeds;
  readonly #limit: WaitingLimit;
  readonly #rooms = new Map<string, WaitingRoom>();
  readonly #stopExpiring: () => void;
  readonly #sentBytes;
  readonly #requests;
  readonly #detours = new Detours();
  readonly #directives = new DirectivesReader();
  #isStopped = false;

  constructor(needs: HandlerNeeds) {
    this.#needs = needs;
    this.#limit = new WaitingLimit({ max: needs.maxWaitingRequests });
    this.#stopExpiring = needs.clock.every(expiryPeriodMs, () => {
      for (const room of this.#rooms.values()) room.expire();
    });
    const { metrics } = needs;
    metrics.observe('aerial_hls_waiting_requests', 'Requests held until their part exists.', () => this.#limit.count);
    const help = 'Requests under /hls/ by what became of them.';
    this.#requests = {
      file: metrics.counter('aerial_hls_requests_total', help, { answer: 'file' }),
      playlist: metrics.counter('aerial_hls_requests_total', help, { answer: 'playlist' }),
      elsewhere: metrics.counter('aerial_hls_requests_total', help, { answer: 'elsewhere' }),
      refused: metrics.counter('aerial_hls_requests_total', help, { answer: 'refused' }),
    };
    this.#sentBytes = metrics.counter('aerial_hls_sent_bytes_total', 'Bytes of bodies handed to viewers under /hls/.');
  }

  /** Requests that are being held. */
  get waiting(): number {
    return this.#limit.count;
  }

  /** Answers a request for something under `/hls/`, now or within 8.5 s. */
  handle(request: HlsRequest, response: HlsResponse, pathname: string, query: string): void {
    const { method } = request;
    if (method === 'OPTIONS') sendPreflight(response);
    else if (method !== 'GET' && method !== 'HEAD') {
      this.#refuse(request, response, 405, ['Allow', 'GET, HEAD, OPTIONS']);
    } else if (!this.#trySendFile(request, response, pathname)) this.#route(request, response, pathname, query);
  }

  /** Gives the requests that wait for that rendition a chance to be answered. */
  wake(key: string): void {
    this.#rooms.get(key)?.wake();
    this.#rooms.get(multivariantPath)?.wake();
  }

  /** Gives every waiting request that chance. */
  wakeAll(): void {
    for (const room of this.#rooms.values()) room.wake();
  }

  /** Answers every waiting request, and from now on all that would wait, with 503. */
  stop(): void {
    this.#isStopped = true;
    this.#stopExpiring();
    this.wakeAll();
  }

  #route(request: HlsRequest, response: HlsResponse, pathname: string, query: string): void {
    if (pathname === multivariantPath) {
      this.#serve(request, response, {
        room: multivariantPath,
        attempt: () => this.#attemptMultivariant(request, response),
        expire: () => this.#refuse(request, response, 503, ['Retry-After', '1']),
      });
      return;
    }
    const match = inFolder.exec(pathname);
    const key = match?.[1];
    if (match === null || key === undefined) this.#refuse(request, response, 404);
    else if (match[2] === 'stream.m3u8') this.#servePlaylist(request, response, key, query);
    else {
      this.#serve(request, response, {
        room: key,
        attempt: () => this.#attemptPart(request, response, pathname, key),
        expire: () => this.#refuse(request, response, 404),
      });
    }
  }

  #servePlaylist(request: HlsRequest, response: HlsResponse, key: string, query: string): void {
    const directives = this.#directives.read(query);
    if (directives === null) {
      this.#refuse(request, response, 400);
      return;
    }
    this.#serve(request, response, {
      room: key,
      attempt: () => this.#attemptPlaylist(request, response, key, directives),
      expire: () => this.#expirePlaylist(request, response, key, directives),
    });
  }

  #serve(
    request: HlsRequest,
    response: HlsResponse,
    how: { room: string; attempt: () => Outcome; expire: () => void },
  ): void {
    if (how.attempt() === 'answered') return;
    const { clock } = this.#needs;
    let room = this.#rooms.get(how.room);
    if (room === undefined) {
      room = new WaitingRoom({
        clock,
        limit: this.#limit,
        holdMs: how.room === multivariantPath ? multivariantHoldMs : holdMs,
      });
      this.#rooms.set(how.room, room);
    }
    const leave = room.enter({ attempt: () => how.attempt() === 'answered', expire: how.expire });
    if (leave === null) this.#refuse(request, response, 503, ['Retry-After', '1']);
    else response.once('close', leave);
  }

  #attemptMultivariant(request: HlsRequest, response: HlsResponse): Outcome {
    const playlist = this.#needs.channel.multivariant();
    if (playlist === 'starting') return this.#waitOrRefuse(request, response);
    if (playlist === 'offline') return this.#refuse(request, response, 404);
    return this.#sendPlaylist(request, response, playlist, 'current');
  }

  #attemptPlaylist(request: HlsRequest, response: HlsResponse, key: string, directives: DeliveryDirectives): Outcome {
    const rendition = this.#needs.channel.rendition(key);
    if (rendition === null || rendition.state === 'lost') return this.#refuse(request, response, 404);
    const { edge } = rendition;
    if (rendition.state !== 'ended') {
      if (edge === null) return this.#waitOrRefuse(request, response);
      const readiness = judgeDirectives(directives, edge);
      if (readiness === 'too-far') return this.#refuse(request, response, 400);
      // Who asks for no part in particular may know nothing of parts, and most players take a playlist without segments for an error.
      const isEmpty = directives.mediaSequence === null && !rendition.hasSegment && !this.#isStopped;
      if (readiness === 'wait' || isEmpty) return this.#waitOrRefuse(request, response);
    } else if (edge === null) return this.#refuse(request, response, 404);
    const freshness = directives.mediaSequence === null ? 'current' : 'blocking';
    return this.#sendPlaylist(request, response, rendition.playlist(directives.skip), freshness);
  }

  /** While the encoder is away there is nothing more to tell than the playlist as it is; an error would send players off. */
  #expirePlaylist(request: HlsRequest, response: HlsResponse, key: string, directives: DeliveryDirectives): void {
    const { channel } = this.#needs;
    const rendition = channel.rendition(key);
    if (!channel.isPaused() || rendition === null || rendition.state === 'lost' || rendition.edge === null) {
      this.#refuse(request, response, 503, ['Retry-After', '1']);
    } else this.#sendPlaylist(request, response, rendition.playlist(directives.skip), 'unfinished');
  }

  #attemptPart(request: HlsRequest, response: HlsResponse, pathname: string, key: string): Outcome {
    if (this.#trySendFile(request, response, pathname)) return 'answered';
    const rendition = this.#needs.channel.rendition(key);
    const isHinted = rendition?.state === 'running' && rendition.nextPartPath === pathname;
    return isHinted ? this.#waitOrRefuse(request, response) : this.#refuse(request, response, 404);
  }

  #trySendFile(request: HlsRequest, response: HlsResponse, pathname: string): boolean {
    const file = this.#needs.shelf.get(pathname);
    if (file === null) return false;
    const address = file.archivePath === null ? null : this.#locate(request, pathname, file.archivePath);
    if (address !== null) {
      this.#requests.elsewhere.add();
      sendRedirect(response, address);
      return true;
    }
    this.#requests.file.add();
    this.#sentBytes.add(sendFile(request, response, file));
    return true;
  }

  /** The address of a playlist's file must not change (RFC 8216bis, 6.2.1), so that where it lies is told when it is asked for. */
  #locate(request: HlsRequest, pathname: string, archivePath: string): string | null {
    const address = this.#needs.locate(archivePath);
    if (address === null) return null;
    const { headers, socket } = request;
    const player = [socket.remoteAddress, headers['x-forwarded-for'], headers['user-agent']].join(' ').slice(0, 300);
    return this.#detours.allows(player, pathname, this.#needs.clock.monotonicMs()) ? address : null;
  }

  #sendPlaylist(
    request: HlsRequest,
    response: HlsResponse,
    playlist: PlaylistBody,
    freshness: PlaylistFreshness,
  ): Outcome {
    this.#requests.playlist.add();
    this.#sentBytes.add(sendPlaylist(request, response, playlist, freshness));
    return 'answered';
  }

  #waitOrRefuse(request: HlsRequest, response: HlsResponse): Outcome {
    return this.#isStopped ? this.#refuse(request, response, 503) : 'wait';
  }

  #refuse(request: HlsRequest, response: HlsResponse, status: number, extra: readonly string[] = []): Outcome {
    this.#requests.refused.add();
    sendStatus(request, response, { status, extra });
    return 'answered';
  }
}

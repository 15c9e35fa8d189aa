import { useComputed, useSignal } from '@preact/signals';
import type { TargetedKeyboardEvent, TargetedPointerEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { formatDuration, formatLength } from '../../shared/format.ts';
import { formats, say } from '../../shared/words.ts';
import type { Desk } from './desk.ts';
import type { Player } from './player.ts';
import { behindAt, behindAtStep, canGoBack, placeOf, placeUnder, stepsOf, type Reach } from './reach.ts';
import { leaveToBrowser, seekWishOf } from './seek-keys.ts';
import type { Moment } from './storyboard.ts';

/** The bar is drawn anew when the playhead has moved by so much of it. */
const steps = 500;

/** `−1:20`: so far behind live. */
export function shortBehind(behindSeconds: number): string {
  return `\u2212${formatDuration(Math.round(behindSeconds) * 1000)}`;
}

function momentAt(player: Player, behindSeconds: number): Moment | null {
  const [wallMs, startedAtMs] = [player.wallMsAt(behindSeconds), player.broadcastStartedAtMs];
  return wallMs === null || startedAtMs === null || player.listening.peek() ? null : { wallMs, startedAtMs };
}

interface PreviewProps {
  readonly desk: Desk;
  readonly place: number;
  readonly reach: Reach;
  readonly isHeld: boolean;
}

/** What is at the place that somebody points at. */
function Preview({ desk, place, reach, isHeld }: PreviewProps) {
  const { player, presence, storyboard } = desk;
  const behindSeconds = behindAt(place, reach);
  const latest = useRef({ behindSeconds, isHeld });
  latest.current = { behindSeconds, isHeld };
  const look = () => {
    // A finger that holds the bar still holds the controls.
    if (latest.current.isHeld) presence.stir();
    return momentAt(player, latest.current.behindSeconds);
  };
  useEffect(() => storyboard.watch(look), []);
  const moment = momentAt(player, behindSeconds);
  const tile = moment && storyboard.tileAt(moment);
  return (
    <div class="seek-preview" style={{ '--place': place, '--width': `${tile?.width ?? 48}px` }} aria-hidden="true">
      {tile && (
        <div
          class="seek-tile"
          style={{
            width: `${tile.width}px`,
            height: `${tile.height}px`,
            background: `url(${tile.url}) ${-tile.x}px ${-tile.y}px`,
          }}
        />
      )}
      <span>{place >= 1 ? say('player.live') : shortBehind(behindSeconds)}</span>
    </div>
  );
}

/** Does what a key asks of the slider; false where it asks nothing. */
function obeyKey(player: Player, event: TargetedKeyboardEvent<HTMLInputElement>): boolean {
  const wish = seekWishOf(event, document.documentElement.dataset['screen'] === 'television');
  if (wish === null) return false;
  if (wish === 'browser') {
    leaveToBrowser(event.currentTarget, (act) => void setTimeout(act));
    return false;
  }
  if (wish === 'live') player.jumpToLive();
  else if (wish === 'oldest') player.seekTo(Infinity);
  else player.seekBy(wish);
  return true;
}

/** Hears the pointers of the bar: one that is pressed takes the playhead along, and what is played changes once it is let go. */
function usePointer(desk: Desk, reach: Reach) {
  /** Where the pointer is; null while there is none. */
  const pointed = useSignal<number | null>(null);
  const dragged = useSignal(false);
  const point = (event: TargetedPointerEvent<HTMLElement>) => {
    pointed.value = placeUnder(event.clientX, event.currentTarget.getBoundingClientRect());
    desk.presence.stir();
  };
  const leave = () => {
    dragged.value = false;
    pointed.value = null;
  };
  const handlers = {
    onPointerDown: (event: TargetedPointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      dragged.value = true;
      point(event);
    },
    onPointerMove: (event: TargetedPointerEvent<HTMLElement>) => {
      if (dragged.peek() || event.pointerType === 'mouse') point(event);
    },
    onPointerUp: (event: TargetedPointerEvent<HTMLElement>) => {
      if (!dragged.peek()) return;
      point(event);
      desk.player.seekTo(behindAt(pointed.peek() ?? 1, reach));
      dragged.value = false;
      if (event.pointerType !== 'mouse') leave();
    },
    onPointerCancel: leave,
    onPointerLeave: () => {
      if (!dragged.peek()) leave();
    },
  };
  return { pointed: pointed.value, dragged: dragged.value, handlers };
}

/** Where the playhead is on the bar, in steps that can be seen. */
function usePlayed({ pacer }: Player, reach: Reach): number {
  return useComputed(() => {
    const place = placeOf(pacer.latencySeconds.value ?? 0, pacer.reach.value ?? reach);
    return Math.round(place * steps) / steps;
  }).value;
}

function Bar({ desk, reach }: { readonly desk: Desk; readonly reach: Reach }) {
  const { player, presence } = desk;
  const { pointed, dragged, handlers } = usePointer(desk, reach);
  const played = usePlayed(player, reach);
  const place = dragged && pointed !== null ? pointed : played;
  const behindSeconds = behindAt(place, reach);
  const length = formatLength(behindSeconds, formats());
  return (
    <div class="seek" data-dragged={dragged ? 'yes' : 'no'} style={{ '--place': place }} {...handlers}>
      {pointed !== null && presence.shown.value && (
        <Preview desk={desk} place={pointed} reach={reach} isHeld={dragged} />
      )}
      <input
        type="range"
        min="0"
        max={stepsOf(reach)}
        step="1"
        data-control="seek"
        aria-label={say('player.seek')}
        aria-valuetext={place >= 1 ? say('player.isLive') : say('player.behind', { length })}
        value={Math.round(reach.oldestSeconds - behindSeconds)}
        onInput={(event) => player.seekTo(behindAtStep(Number(event.currentTarget.value), reach))}
        onKeyDown={(event) => {
          if (obeyKey(player, event)) event.preventDefault();
        }}
      />
    </div>
  );
}

/** Goes back in the broadcast and forward again: there while there is enough to go back to. */
export function SeekBar({ desk }: { readonly desk: Desk }) {
  const reach = desk.player.pacer.reach.value;
  return canGoBack(reach) ? <Bar desk={desk} reach={reach} /> : null;
}

import type { TargetedPointerEvent } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ApiClient } from '../../shared/api-client.ts';
import { BackIcon, ForwardIcon, PauseIcon, PlayIcon, VolumeIcon } from '../../shared/icons.tsx';
import { say } from '../../shared/words.ts';
import type { Channel } from '../channel.ts';
import { Controls } from './controls.tsx';
import type { Desk } from './desk.ts';
import { Notices } from './notices.tsx';
import { directionsOf, meaningOf, skipSeconds } from './tap.ts';

const doubleTapMs = 300;

function FlashIcon({ desk }: { readonly desk: Desk }) {
  const flash = desk.flash.value;
  if (!flash) return null;
  return (
    <div class="flash" data-kind={flash.kind} key={flash.count}>
      {flash.kind === 'play' && <PlayIcon />}
      {flash.kind === 'pause' && <PauseIcon />}
      {flash.kind === 'sound' && <VolumeIcon level={1} />}
      {flash.kind === 'silence' && <VolumeIcon level={0} />}
      {flash.kind === 'back' && <BackIcon />}
      {flash.kind === 'forward' && <ForwardIcon />}
    </div>
  );
}

/**
 * What a press on the picture means: with a mouse play or pause, with a finger show or hide the controls; twice, full screen, or at the
 * sides of it, with a finger, back and forward.
 */
function Surface({ desk }: { readonly desk: Desk }) {
  const lastTapMs = useRef(Number.NEGATIVE_INFINITY);
  const lastPointer = useRef('');
  const onDoubleTap = (event: TargetedPointerEvent<HTMLElement>) => {
    const { pacer, paused } = desk.player;
    const place = { reach: pacer.reach.peek(), atLive: pacer.atLive.peek(), isPaused: paused.peek() };
    const picture = event.currentTarget.getBoundingClientRect();
    const meaning = meaningOf(event.clientX, picture, directionsOf(place));
    if (meaning === 'fullscreen') return void desk.screen.toggleFullScreen();
    desk.skip(meaning === 'back' ? -skipSeconds : skipSeconds);
    desk.presence.stir();
    // Each further tap goes further.
    lastTapMs.current = event.timeStamp;
  };
  const onTap = (event: TargetedPointerEvent<HTMLElement>) => {
    const double = event.timeStamp - lastTapMs.current < doubleTapMs;
    lastTapMs.current = double ? Number.NEGATIVE_INFINITY : event.timeStamp;
    if (double) return onDoubleTap(event);
    if (desk.presence.shown.peek()) desk.presence.hide();
    else desk.presence.stir();
  };
  return (
    <div
      class="surface"
      onPointerUp={(event) => {
        lastPointer.current = event.pointerType;
        if (desk.menuOpen.peek() || !desk.player.hasPicture.peek()) return;
        if (event.pointerType === 'touch') onTap(event);
        else if (event.button === 0) desk.togglePlay();
      }}
      onDblClick={() => {
        // A finger's double tap has been seen above already. This event does not tell in every browser what it was made with.
        if (lastPointer.current !== 'touch' && desk.player.hasPicture.peek()) void desk.screen.toggleFullScreen();
      }}
    />
  );
}

interface PlayerViewProps {
  readonly desk: Desk;
  readonly channel: Channel;
  readonly api: Pick<ApiClient, 'call'>;
}

/** The whole player, rendered into its root element. */
export function PlayerView({ desk, channel, api }: PlayerViewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const still = useRef<HTMLCanvasElement>(null);
  const { player, screen } = desk;
  // Not after the next paint: the stream is asked for as early as can be.
  useLayoutEffect(() => {
    if (!video.current || !still.current) return undefined;
    screen.attach(video.current);
    return player.attach(video.current, still.current);
  }, []);
  const state = player.state.value;
  const controllable = player.hasPicture.value && state !== 'offline' && state !== 'unsupported';
  return (
    <>
      <canvas class="still" ref={still} hidden={!player.hasStill.value} aria-hidden="true" />
      <video ref={video} playsinline preload="auto" aria-label={say('player.name', { name: channel.name })} />
      <Surface desk={desk} />
      <Notices desk={desk} channel={channel} api={api} />
      <FlashIcon desk={desk} />
      {controllable && <Controls desk={desk} />}
    </>
  );
}

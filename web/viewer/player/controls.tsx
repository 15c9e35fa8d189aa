import { formatBehind } from '../../shared/format.ts';
import {
  FullScreenIcon,
  PauseIcon,
  PictureInPictureIcon,
  PlayIcon,
  TheatreIcon,
  VolumeIcon,
} from '../../shared/icons.tsx';
import { formats, say } from '../../shared/words.ts';
import type { Desk } from './desk.ts';
import type { Player } from './player.ts';
import { QualityMenu } from './quality-menu.tsx';
import { SeekBar, shortBehind } from './seek-bar.tsx';

function PlayButton({ desk }: { readonly desk: Desk }) {
  const paused = desk.player.paused.value;
  const name = say(paused ? 'player.play' : 'player.pause');
  return (
    <button
      type="button"
      class="control"
      data-control="play"
      aria-label={name}
      data-tip={`${name} (k)`}
      onClick={() => desk.togglePlay()}
    >
      {paused ? <PlayIcon /> : <PauseIcon />}
    </button>
  );
}

function Volume({ desk }: { readonly desk: Desk }) {
  const { loudness } = desk.player;
  const level = loudness.muted.value ? 0 : loudness.volume.value;
  const name = say(level === 0 ? 'player.soundOn' : 'player.soundOff');
  return (
    <div class="volume" role="group" aria-label={say('player.volume')}>
      <button
        type="button"
        class="control"
        data-control="mute"
        aria-label={name}
        data-tip={`${name} (m)`}
        onClick={() => desk.toggleMuted()}
      >
        <VolumeIcon level={level} />
      </button>
      <input
        type="range"
        min="0"
        max="1"
        step="0.05"
        data-control="volume"
        aria-label={say('player.volume')}
        aria-valuetext={`${Math.round(level * 100)} %`}
        value={level}
        style={{ '--level': String(level) }}
        onInput={(event) => loudness.setVolume(Number(event.currentTarget.value))}
      />
    </div>
  );
}

function LiveBadge({ player }: { readonly player: Player }) {
  const seconds = player.pacer.shownLatencySeconds.value;
  const atLive = player.pacer.atLive.value && !player.paused.value;
  const behind = seconds === null ? '' : atLive ? formatBehind(seconds, formats()) : shortBehind(seconds);
  const sentence = say(seconds === null ? 'player.isLive' : 'player.behind', { length: behind });
  return (
    <button
      type="button"
      class="control live"
      data-control="live"
      data-at-live={atLive ? 'yes' : 'no'}
      data-tip={atLive ? sentence : `${say('player.jump')} (l)`}
      onClick={() => player.jumpToLive()}
    >
      <span class="live-dot" />
      <span>{say('player.live')}</span>
      <span class="live-behind">{behind}</span>
      {!atLive && <span class="unseen">{say('player.jump')}</span>}
    </button>
  );
}

/** The bar at the foot of the picture. */
export function Controls({ desk }: { readonly desk: Desk }) {
  const { player, screen } = desk;
  const full = screen.fullScreen.value;
  const theatre = screen.theatre.value;
  return (
    <div class="controls" role="group" aria-label={say('player.controls')}>
      <PlayButton desk={desk} />
      <Volume desk={desk} />
      <LiveBadge player={player} />
      <SeekBar desk={desk} />
      <span class="spacer" />
      <QualityMenu desk={desk} />
      {screen.canPictureInPicture && (
        <button
          type="button"
          class="control"
          data-control="pip"
          aria-label={say('player.pip')}
          aria-pressed={screen.pictureInPicture.value}
          data-tip={`${say('player.pip')} (i)`}
          onClick={() => void screen.togglePictureInPicture()}
        >
          <PictureInPictureIcon />
        </button>
      )}
      {!full && (
        <button
          type="button"
          class="control"
          data-control="theatre"
          aria-label={say('player.theatre')}
          aria-pressed={theatre}
          data-tip={`${say(theatre ? 'player.leaveTheatre' : 'player.theatre')} (t)`}
          onClick={() => screen.toggleTheatre()}
        >
          <TheatreIcon on={theatre} />
        </button>
      )}
      <button
        type="button"
        class="control"
        data-control="fullscreen"
        aria-label={say(full ? 'player.leaveFullScreen' : 'player.fullScreen')}
        data-tip={`${say(full ? 'player.leaveFullScreen' : 'player.fullScreen')} (f)`}
        onClick={() => void screen.toggleFullScreen()}
      >
        <FullScreenIcon on={full} />
      </button>
    </div>
  );
}

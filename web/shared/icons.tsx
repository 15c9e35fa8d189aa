import type { ComponentChildren } from 'preact';

export function Icon({ children }: { readonly children: ComponentChildren }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

const speaker = <path d="M4 9.5v5h3.2L12 18.5v-13L7.2 9.5z" fill="currentColor" />;

export const PlayIcon = () => (
  <Icon>
    <path d="M7.5 5.2v13.6L18.8 12z" fill="currentColor" />
  </Icon>
);

export const PauseIcon = () => (
  <Icon>
    <path d="M8 5.5v13M16 5.5v13" stroke-width="3.5" stroke-linecap="butt" />
  </Icon>
);

export const VolumeIcon = ({ level }: { readonly level: number }) => (
  <Icon>
    {speaker}
    {level === 0 && <path d="m16 9.5 5 5m0-5-5 5" />}
    {level > 0 && <path d="M15.4 9.2a4 4 0 0 1 0 5.6" />}
    {level > 0.5 && <path d="M18 6.6a7.6 7.6 0 0 1 0 10.8" />}
  </Icon>
);

export const BackIcon = () => (
  <Icon>
    <path d="M4.5 12a7.5 7.5 0 1 0 2.2-5.3L4.5 9M4.5 4v5h5" />
  </Icon>
);

export const ForwardIcon = () => (
  <Icon>
    <path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9m0-5v5h-5" />
  </Icon>
);

export const QualityIcon = () => (
  <Icon>
    <path d="M4 7h9M19 7h1M4 17h1M11 17h9" />
    <circle cx="16" cy="7" r="2.5" />
    <circle cx="8" cy="17" r="2.5" />
  </Icon>
);

export const PictureInPictureIcon = () => (
  <Icon>
    <rect x="3" y="5" width="18" height="14" rx="2" />
    <rect x="12" y="11.5" width="6.5" height="5" rx="0.75" fill="currentColor" stroke="none" />
  </Icon>
);

export const TheatreIcon = ({ on }: { readonly on: boolean }) => (
  <Icon>
    <rect x="2.5" y={on ? 4.5 : 7} width="19" height={on ? 15 : 10} rx="2" />
    {on && <path d="M2.5 16h19" />}
  </Icon>
);

export const FullScreenIcon = ({ on }: { readonly on: boolean }) => (
  <Icon>
    {on ? <path d="M9 4v5H4M15 4v5h5M9 20v-5H4M15 20v-5h5" /> : <path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />}
  </Icon>
);

export const CheckIcon = () => (
  <Icon>
    <path d="m5 12.5 4.5 4.5L19 7.5" stroke-width="2.25" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="m6 6 12 12M18 6 6 18" />
  </Icon>
);

export const ShareIcon = () => (
  <Icon>
    <path d="M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7l-1 1" />
    <path d="M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1-1" />
  </Icon>
);

export const FollowIcon = () => (
  <Icon>
    <circle cx="10" cy="8" r="3.5" />
    <path d="M3 19.5a7 7 0 0 1 11-5.7M18 14v6M15 17h6" />
  </Icon>
);

export const ViewersIcon = () => (
  <Icon>
    <circle cx="12" cy="8" r="3.5" />
    <path d="M5 19.5a7 7 0 0 1 14 0" />
  </Icon>
);

export const SoundWaveIcon = () => (
  <Icon>
    <path d="M4 10.5v3M8 7v10M12 4v16M16 8v8M20 10.5v3" stroke-width="2.25" />
  </Icon>
);

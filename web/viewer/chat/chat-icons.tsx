import { Icon } from '../../shared/icons.tsx';

export const EmojiIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M8.5 14a4.2 4.2 0 0 0 7 0M9 9.5v.5M15 9.5v.5" />
  </Icon>
);

export const SendIcon = () => (
  <Icon>
    <path d="M5 12 4 4.5 20.5 12 4 19.5zm0 0h7" />
  </Icon>
);

export const MoreIcon = () => (
  <Icon>
    <path d="M5.5 12h.01M12 12h.01M18.5 12h.01" stroke-width="2.75" />
  </Icon>
);

export const PopOutIcon = () => (
  <Icon>
    <path d="M10 5H5.5v13.5H19V14M13.5 4.5h6v6M19 5l-8 8" />
  </Icon>
);

export const DownIcon = () => (
  <Icon>
    <path d="M12 5v14m-6-6 6 6 6-6" />
  </Icon>
);

export const ReplyIcon = () => (
  <Icon>
    <path d="M9.5 6 4 11.5 9.5 17M4.5 11.5H15a5 5 0 0 1 5 5V18" />
  </Icon>
);

export const ShieldIcon = () => (
  <Icon>
    <path d="M12 3.5 5 6v5.5c0 4 2.8 7.2 7 9 4.2-1.8 7-5 7-9V6z" fill="currentColor" />
  </Icon>
);

export const PinIcon = () => (
  <Icon>
    <path d="M9 4h6M10 4v5l-3 4h10l-3-4V4M12 13v7" />
  </Icon>
);

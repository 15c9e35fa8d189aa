import { Icon } from '../shared/icons.tsx';

/** Signs of the studio's pages. They always stand beside a word. */

export const NowIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="2.5" fill="currentColor" />
    <path d="M7.8 16.2a6 6 0 0 1 0-8.4m8.4 0a6 6 0 0 1 0 8.4M4.9 19.1a10 10 0 0 1 0-14.2m14.2 0a10 10 0 0 1 0 14.2" />
  </Icon>
);

export const VideoIcon = () => (
  <Icon>
    <rect x="3" y="6" width="12.5" height="12" rx="2" />
    <path d="m15.5 10.5 5.5-3v9l-5.5-3z" />
  </Icon>
);

export const ChatIcon = () => (
  <Icon>
    <path d="M4 5.5h16v11H11L6.5 20v-3.5H4z" />
  </Icon>
);

export const PeopleIcon = () => (
  <Icon>
    <circle cx="9" cy="8.5" r="3.2" />
    <path d="M3 19a6 6 0 0 1 12 0M15.5 5.6a3.2 3.2 0 0 1 0 5.8M17.5 13.6A6 6 0 0 1 21 19" />
  </Icon>
);

export const FediverseIcon = () => (
  <Icon>
    <circle cx="12" cy="4.5" r="2" />
    <circle cx="4.5" cy="10.5" r="2" />
    <circle cx="19.5" cy="10.5" r="2" />
    <circle cx="7.5" cy="19" r="2" />
    <circle cx="16.5" cy="19" r="2" />
    <path d="m10.4 5.8-4.3 3.4m7.5-3.4 4.3 3.4M5.2 12.4l1.6 4.7m12-4.7-1.6 4.7M9.5 19h5" />
  </Icon>
);

export const ScheduleIcon = () => (
  <Icon>
    <rect x="4" y="5.5" width="16" height="14.5" rx="2" />
    <path d="M4 10h16M8.5 3.5v4M15.5 3.5v4M8 14h3M8 17h6" />
  </Icon>
);

export const NoticesIcon = () => (
  <Icon>
    <path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4" />
  </Icon>
);

export const LookIcon = () => (
  <Icon>
    <path d="M12 3.5a8.5 8.5 0 1 0 0 17c1.6 0 2-1 1.4-2.1-.7-1.3 0-2.6 1.6-2.6H17a3.5 3.5 0 0 0 3.5-3.6C20.3 7.2 16.6 3.5 12 3.5z" />
    <path d="M7.5 12h.01M9.5 8h.01M14.5 7.5h.01" stroke-width="2.5" />
  </Icon>
);

export const IntegrationsIcon = () => (
  <Icon>
    <path d="M9 3.5v4.5M15 3.5v4.5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v3.5" />
  </Icon>
);

export const StorageIcon = () => (
  <Icon>
    <ellipse cx="12" cy="6" rx="7.5" ry="2.7" />
    <path d="M4.5 6v12c0 1.5 3.4 2.7 7.5 2.7s7.5-1.2 7.5-2.7V6M4.5 12c0 1.5 3.4 2.7 7.5 2.7s7.5-1.2 7.5-2.7" />
  </Icon>
);

export const NumbersIcon = () => (
  <Icon>
    <path d="M4 20V4M4 20h16M8 15l3.5-4 3 2.5L20 7" />
  </Icon>
);

export const LogsIcon = () => (
  <Icon>
    <path d="M5 6h14M5 10h10M5 14h14M5 18h8" />
  </Icon>
);

export const ServerIcon = () => (
  <Icon>
    <rect x="4" y="4" width="16" height="7" rx="2" />
    <rect x="4" y="13" width="16" height="7" rx="2" />
    <path d="M7.5 7.5h.01M7.5 16.5h.01" stroke-width="2.5" />
  </Icon>
);

export const MenuIcon = () => (
  <Icon>
    <path d="M4 7h16M4 12h16M4 17h16" />
  </Icon>
);

export const SearchIcon = () => (
  <Icon>
    <circle cx="11" cy="11" r="6" />
    <path d="m15.5 15.5 4.5 4.5" />
  </Icon>
);

export const EditIcon = () => (
  <Icon>
    <path d="m4 20 1-4L16.5 4.5l3 3L8 19z" />
  </Icon>
);

import type { Tab } from '../../kit/tabs.tsx';

export const noticesTabs: readonly Tab[] = [
  { path: '', title: 'Ways' },
  { path: 'mail', title: 'E-mail' },
  { path: 'chats', title: 'Chats and requests' },
  { path: 'log', title: 'Log' },
];

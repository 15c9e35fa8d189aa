import type { Tab } from '../../kit/tabs.tsx';

export const serverTabs: readonly Tab[] = [
  { path: '', title: 'Channel' },
  { path: 'network', title: 'Network and HTTPS' },
  { path: 'access', title: 'Password and signing in' },
  { path: 'backups', title: 'Backups' },
  { path: 'limits', title: 'Limits' },
  { path: 'about', title: 'About and help' },
];

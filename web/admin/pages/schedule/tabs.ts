import type { Tab } from '../../kit/tabs.tsx';

export const scheduleTabs: readonly Tab[] = [
  { path: '', title: 'Planned' },
  { path: 'plan', title: 'Plan something' },
  { path: 'settings', title: 'Settings' },
];

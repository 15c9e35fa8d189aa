import type { Tab } from '../../kit/tabs.tsx';

export const videoTabs: readonly Tab[] = [
  { path: '', title: 'Qualities' },
  { path: 'timing', title: 'Delay and timing' },
  { path: 'keys', title: 'Stream keys' },
];

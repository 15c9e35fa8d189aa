import type { Tab } from '../../kit/tabs.tsx';

export const fediverseTabs: readonly Tab[] = [
  { path: '', title: 'Account' },
  { path: 'followers', title: 'Followers' },
  { path: 'posts', title: 'Posts' },
  { path: 'recommended', title: 'Recommended' },
  { path: 'blocked', title: 'Blocked' },
  { path: 'activity', title: 'Activity' },
];

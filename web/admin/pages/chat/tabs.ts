import type { Tab } from '../../kit/tabs.tsx';

export const chatTabs: readonly Tab[] = [
  { path: '', title: 'Messages' },
  { path: 'rules', title: 'Rules' },
  { path: 'words', title: 'Words and names' },
  { path: 'emoji', title: 'Emoji' },
];

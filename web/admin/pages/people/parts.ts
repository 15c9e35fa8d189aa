import type { Tab } from '../../kit/tabs.tsx';

export const peopleParts: readonly Tab[] = [
  { path: '', title: 'Viewers now' },
  { path: 'chat', title: 'In the chat' },
  { path: 'everybody', title: 'Everybody' },
  { path: 'bans', title: 'Bans and time-outs' },
  { path: 'log', title: 'Who did what' },
];

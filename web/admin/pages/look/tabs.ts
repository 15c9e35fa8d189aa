import type { Tab } from '../../kit/tabs.tsx';

export const lookTabs: readonly Tab[] = [
  { path: '', title: 'Colours and type' },
  { path: 'logo', title: 'Logo and icon' },
  { path: 'code', title: 'Styles and script' },
];

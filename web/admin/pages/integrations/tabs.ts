import type { Tab } from '../../kit/tabs.tsx';

export const integrationTabs: readonly Tab[] = [
  { path: '', title: 'Webhooks' },
  { path: 'tokens', title: 'Access tokens' },
  { path: 'actions', title: 'Buttons' },
  { path: 'embeds', title: 'On other pages' },
];

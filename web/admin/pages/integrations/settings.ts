import type { PageEntry } from '../../pages.ts';

export const integrationSettings: NonNullable<PageEntry['settings']> = [
  {
    title: 'Buttons',
    part: 'actions',
    entries: [{ name: 'external-actions', label: 'Buttons under the picture', isOwn: true }],
  },
];

import type { SettingsSection } from '../../settings/setting-entry.ts';

export const storageSections: readonly SettingsSection[] = [
  {
    title: 'Viewers and the bucket',
    entries: [
      { name: 's3', label: 'S3 bucket', isOwn: true },
      { name: 's3-serves-viewers', label: 'Send viewers to the bucket' },
      { name: 'video-address', label: 'Address that viewers read it at', example: 'https://cdn.example.org' },
    ],
  },
  {
    title: 'On this machine',
    entries: [
      {
        name: 'store-segments',
        label: 'Keep the live window on the disk',
        help: 'The last seconds of the stream lie in memory anyway; on the disk they outlive a restart.',
      },
      { name: 'timeline-days', label: 'Remember what was on air for', unit: 'days' },
      { name: 'timeline-segments', label: 'And at most', unit: 'segments' },
    ],
  },
];

import { setting } from '../definition.ts';
import * as kinds from '../kinds.ts';
import { s3 } from '../s3-setting.ts';

/** Settings of the group "Files and logs". */
export const filesSettings = {
  data: setting({
    group: 'Files and logs',
    kind: kinds.path('DIR'),
    defaultText: './data',
    help: 'Directory for the database and the stored stream.',
    takesEffect: 'restart',
    startOnly: true,
  }),
  ffmpeg: setting({
    group: 'Files and logs',
    kind: kinds.path('PROGRAM'),
    defaultText: 'ffmpeg',
    help: 'The ffmpeg that makes the smaller renditions: a name on the path, or a file.',
    takesEffect: 'restart',
    startOnly: true,
  }),
  'store-segments': setting({
    group: 'Files and logs',
    kind: kinds.onOff(),
    defaultText: 'on',
    help: 'Whether the live window is also written to the data directory.',
    takesEffect: 'next broadcast',
  }),
  'log-level': setting({
    group: 'Files and logs',
    kind: kinds.choice('LEVEL', ['debug', 'info', 'warn', 'error', 'silent']),
    defaultText: 'info',
    help: 'How much the log on standard error tells: debug, info, warn, error or silent.',
    takesEffect: 'restart',
    startOnly: true,
  }),
  s3: setting({
    group: 'Files and logs',
    kind: kinds.json(s3),
    defaultText: '{}',
    help: 'An S3 bucket that the live window is also written to, as a JSON object.',
    takesEffect: 'at once',
    secret: true,
  }),
  's3-serves-viewers': setting({
    group: 'Files and logs',
    kind: kinds.onOff(),
    defaultText: 'on',
    help: 'Whether viewers get whole segments from the S3 bucket, once they are certainly there; parts always come from here.',
    takesEffect: 'at once',
  }),
  'video-address': setting({
    group: 'Files and logs',
    kind: kinds.optionalWebAddress(),
    defaultText: '',
    help: 'Where viewers read the S3 bucket, such as a CDN before it, unless servingEndpoint of the bucket says.',
    takesEffect: 'at once',
  }),
  'timeline-days': setting({
    group: 'Files and logs',
    kind: kinds.wholeNumber({ min: 1, max: 3650 }),
    defaultText: '90',
    help: 'Days that the record of what was on air goes back.',
    takesEffect: 'at once',
  }),
  'timeline-segments': setting({
    group: 'Files and logs',
    kind: kinds.wholeNumber({ min: 1000, max: 10_000_000 }),
    defaultText: '500000',
    help: 'Segments that the record of what was on air holds at most; a day has some 40,000 and takes 4 MB.',
    takesEffect: 'at once',
  }),
  metrics: setting({
    group: 'Files and logs',
    kind: kinds.onOff(),
    defaultText: 'off',
    help: 'Whether /metrics answers with figures for Prometheus, to anybody who asks.',
    takesEffect: 'at once',
  }),
  'backup-hours': setting({
    group: 'Files and logs',
    kind: kinds.wholeNumber({ min: 0, max: 168 }),
    defaultText: '1',
    help: 'Hours between copies of the database; 0 makes none.',
    takesEffect: 'at once',
  }),
  'backups-kept': setting({
    group: 'Files and logs',
    kind: kinds.wholeNumber({ min: 1, max: 1000 }),
    defaultText: '24',
    help: 'Copies of the database that are kept; the oldest go first.',
    takesEffect: 'at once',
  }),
} as const;

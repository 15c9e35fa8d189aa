import { setting } from '../definition.ts';
import * as kinds from '../kinds.ts';

/** Settings of the group "Schedule". */
export const scheduleSettings = {
  schedule: setting({
    group: 'Schedule',
    kind: kinds.onOff(),
    defaultText: 'on',
    help: 'Whether people see what is planned.',
    takesEffect: 'at once',
  }),
  'schedule-countdown': setting({
    group: 'Schedule',
    kind: kinds.onOff(),
    defaultText: 'on',
    help: 'Whether the page says how long it is until the next planned broadcast.',
    takesEffect: 'at once',
  }),
  'schedule-reminder-minutes': setting({
    group: 'Schedule',
    kind: kinds.minutesList({ min: 1, max: 10_080 }),
    defaultText: '30',
    help: 'How many minutes before a planned broadcast it is told of; several are separated by commas.',
    takesEffect: 'at once',
  }),
  'schedule-reminder-message': setting({
    group: 'Schedule',
    kind: kinds.text({ max: 500 }),
    defaultText: 'Soon on air',
    help: 'What is told before a planned broadcast, above its name and time.',
    takesEffect: 'at once',
  }),
} as const;

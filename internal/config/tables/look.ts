import { setting } from '../definition.ts';
import * as kinds from '../kinds.ts';
import * as shapes from '../shapes.ts';

/** Settings of the group "Look". */
export const lookSettings = {
  'custom-styles': setting({
    group: 'Look',
    kind: kinds.text({ max: 200_000 }),
    defaultText: '',
    help: 'CSS that is added to the page.',
    takesEffect: 'at once',
  }),
  'custom-javascript': setting({
    group: 'Look',
    kind: kinds.text({ max: 200_000 }),
    defaultText: '',
    help: 'JavaScript that is added to the page.',
    takesEffect: 'at once',
  }),
  appearance: setting({
    group: 'Look',
    kind: kinds.json(shapes.appearance),
    defaultText: '{}',
    help: 'Colours and fonts of the page, as a JSON object of CSS custom properties without their hyphens.',
    takesEffect: 'at once',
  }),
} as const;

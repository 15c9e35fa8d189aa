import type { AnswerOf, SentOf } from '../../../../internal/http/contract/caller-types.ts';
import { localStart } from './wish.ts';

type Schedule = AnswerOf<'GET /api/admin/schedule'>;

/** What can be changed: a broadcast that is planned, or a whole series. */
export type Changeable =
  | ({ readonly kind: 'event' } & Schedule['events'][number])
  | ({ readonly kind: 'series' } & Schedule['series'][number]);

/** What stands in the form, as it was typed. */
export interface ChangeForm {
  readonly name: string;
  readonly description: string;
  /** `2027-03-02T20:00`; of a broadcast alone. */
  readonly start: string;
  readonly minutes: string;
  /** DTSTART and RRULE; of a series alone. */
  readonly recurrence: string;
}

type Wish = SentOf<'POST /api/admin/schedule/event'>['body'];

export function changeForm(of: Changeable): ChangeForm {
  return {
    name: of.name,
    description: of.description,
    start: of.kind === 'event' ? localStart(of.startTime, of.timezone) : '',
    minutes: String(of.durationMinutes),
    recurrence: of.kind === 'series' ? of.recurrence : '',
  };
}

/** What is sent: what is another than before, and no more; a sentence where that is nothing, or something is missing. */
export function changeOf(of: Changeable, form: ChangeForm): Wish | string {
  const name = form.name.trim();
  const description = form.description.trim();
  const durationMinutes = Number(form.minutes);
  if (name === '') return 'Give it a name.';
  if (of.kind === 'event' && form.start === '') return 'Choose when it begins.';
  if (!Number.isInteger(durationMinutes) || durationMinutes < 1) return 'Its length is a whole number of minutes.';
  const before = changeForm(of);
  const changes = {
    ...(name !== before.name && { name }),
    ...(description !== before.description && { description }),
    ...(durationMinutes !== of.durationMinutes && { durationMinutes }),
    ...(form.start !== before.start && { start: form.start }),
    ...(form.recurrence !== before.recurrence && { recurrence: form.recurrence }),
  };
  return Object.keys(changes).length === 0 ? 'Nothing is changed yet.' : { id: of.id, ...changes };
}

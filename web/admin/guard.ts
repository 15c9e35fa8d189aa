import type { Questions } from './questions.ts';
import type { Notes } from './notes.ts';
import type { SettingsDesk } from './settings/settings-desk.ts';

/** Asks what becomes of unsaved changes before they would go out of sight; true when the page may be left. */
export async function mayLeave(desk: SettingsDesk, questions: Questions, notes: Notes): Promise<boolean> {
  const pending = desk.pending.peek();
  if (pending.length === 0) return true;
  const answer = await questions.ask({
    title: 'Leave without saving?',
    text: `Not saved yet: ${pending.map(({ label }) => label).join(', ')}.`,
    answers: [
      { value: 'stay', label: 'Stay here' },
      { value: 'discard', label: 'Discard and leave', tone: 'danger' },
      { value: 'save', label: 'Save and leave', tone: 'main' },
    ],
  });
  if (answer === 'discard') desk.discard();
  if (answer !== 'save') return answer === 'discard';
  const { isWhole, sentence } = await desk.save();
  notes.tell(isWhole ? 'good' : 'bad', sentence);
  return isWhole;
}

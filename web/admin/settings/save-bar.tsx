import { Action } from '../kit/action.tsx';
import { useStudio } from '../studio.ts';

/** Gathers what is not saved, in words, with the two things that can be done about it. Takes its own place and hides nothing. */
export function SaveBar() {
  const { settings, notes } = useStudio();
  const pending = settings.pending.value;
  if (pending.length === 0) return null;
  const save = async (): Promise<void> => {
    const { isWhole, sentence } = await settings.save();
    notes.tell(isWhole ? 'good' : 'bad', sentence);
    if (!isWhole) document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  };
  const count = pending.length === 1 ? 'One change' : `${pending.length} changes`;
  return (
    <div class="save-bar" role="region" aria-label="Unsaved changes">
      <p>
        <strong>{count} not saved:</strong> {pending.map(({ label }) => label).join(', ')}
      </p>
      <div class="save-actions">
        <Action onPress={() => settings.discard()} unless={settings.isSaving.value && 'It is being saved.'}>
          Discard
        </Action>
        <Action tone="main" onPress={save} busy="Saving…">
          Save
        </Action>
      </div>
    </div>
  );
}

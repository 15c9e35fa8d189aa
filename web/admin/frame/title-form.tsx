import { useEffect, useRef, useState } from 'preact/hooks';
import { isOfInputMethod } from '../../shared/composing.ts';
import { faultOf } from '../studio-api.ts';
import { useStudio } from '../studio.ts';

/** The title of the stream, written in place: Enter keeps it, Escape leaves it. */
export function TitleForm({ title }: { readonly title: string }) {
  const { api, notes, station, titleOpen } = useStudio();
  const [text, setText] = useState(title);
  const [isSaving, setSaving] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const close = (): void => {
    titleOpen.value = false;
  };
  const save = async (): Promise<void> => {
    if (isSaving) return;
    if (text.trim() === title) return close();
    setSaving(true);
    const reply = await api.call('POST /api/admin/config/streamtitle', { body: { value: text } });
    const fault = faultOf(reply);
    notes.tell(fault === null ? 'good' : 'bad', fault ?? 'Title changed. Viewers see it within seconds.');
    await station.refresh();
    setSaving(false);
    if (fault === null) close();
  };
  return (
    <form
      class="title-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <input
        ref={field}
        type="text"
        dir="auto"
        aria-label="Title of the stream"
        maxLength={200}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !isOfInputMethod(event)) close();
        }}
      />
      <button type="submit" class="action action-main action-small">
        {isSaving ? 'Saving…' : 'Save'}
      </button>
      <button type="button" class="action action-quiet action-small" onClick={close}>
        Cancel
      </button>
    </form>
  );
}

import { CloseIcon } from '../../shared/icons.tsx';
import { said } from '../kit/said.tsx';
import { useStudio } from '../studio.ts';

/** What happened, above the bottom edge in a row of its own: it moves the page's end up and covers nothing. */
export function NotesView() {
  const { notes } = useStudio();
  return (
    <div class="notes" role="log" aria-live="polite" aria-label="What happened">
      {notes.list.value.map(({ id, tone, text }) => (
        <div key={id} class={`note note-${tone}`}>
          <p>{said(text)}</p>
          <button type="button" aria-label="Put this away" onClick={() => notes.forget(id)}>
            <CloseIcon />
          </button>
        </div>
      ))}
    </div>
  );
}

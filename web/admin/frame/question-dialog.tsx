import { useStudio } from '../studio.ts';
import { Modal } from './modal.tsx';

/** The question that is open, if one is. */
export function QuestionDialog() {
  const { questions } = useStudio();
  const open = questions.open.value;
  if (open === null) return null;
  return (
    <Modal key={open.title} label={open.title} onClose={() => questions.dismiss()}>
      <h2>{open.title}</h2>
      <p>{open.text}</p>
      <div class="modal-actions">
        {open.answers.map(({ value, label, tone }) => (
          <button
            key={value}
            type="button"
            class={`action action-${tone ?? 'plain'}`}
            onClick={() => open.answer(value)}
          >
            {label}
          </button>
        ))}
      </div>
    </Modal>
  );
}

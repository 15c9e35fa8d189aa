import { signal } from '@preact/signals';

/** A question that has to be answered before anything goes on. */
export interface Question<Answer extends string = string> {
  readonly title: string;
  readonly text: string;
  /** The last is what most people want; the first keeps everything as it is and is what Escape answers. */
  readonly answers: readonly { readonly value: Answer; readonly label: string; readonly tone?: 'danger' | 'main' }[];
}

interface Open extends Question {
  readonly answer: (value: string) => void;
}

/** Asks one question at a time; a second one answers the first as Escape would. */
export class Questions {
  readonly open = signal<Open | null>(null);

  ask<Answer extends string>(question: Question<Answer>): Promise<Answer> {
    this.dismiss();
    return new Promise((resolve) => {
      this.open.value = {
        ...question,
        answer: (value) => {
          this.open.value = null;
          resolve(value as Answer);
        },
      };
    });
  }

  /** True when the person agrees to `label`. */
  async confirm(question: { title: string; text: string; label: string; isDanger?: boolean }): Promise<boolean> {
    const tone = question.isDanger === true ? 'danger' : 'main';
    const answers = [
      { value: 'no', label: 'Cancel' },
      { value: 'yes', label: question.label, tone },
    ] as const;
    return (await this.ask({ title: question.title, text: question.text, answers })) === 'yes';
  }

  dismiss(): void {
    const open = this.open.peek();
    open?.answer(open.answers[0]?.value ?? '');
  }
}

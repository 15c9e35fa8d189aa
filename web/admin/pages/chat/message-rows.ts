import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';

export type ChatMessage = AnswerOf<'GET /api/admin/chat/messages'>[number];
export type Shown = 'all' | 'visible' | 'hidden';

/** Those that fit: by whether they are hidden, and by words in what was said or in the name. `textOf` reads a message's HTML. */
export function findMessages(
  messages: readonly ChatMessage[],
  filter: { readonly shown: Shown; readonly words: string },
  textOf: (html: string) => string,
): readonly ChatMessage[] {
  const wanted = filter.words.trim().toLowerCase();
  return messages.filter((message) => {
    const isHidden = message.hiddenAt !== undefined;
    if (filter.shown !== 'all' && isHidden !== (filter.shown === 'hidden')) return false;
    if (wanted === '') return true;
    return `${message.user?.displayName ?? ''}\n${textOf(message.body)}`.toLowerCase().includes(wanted);
  });
}

/** The chosen ones with one more, or without it. */
export function turned(chosen: ReadonlySet<string>, id: string, isOn: boolean): ReadonlySet<string> {
  const next = new Set(chosen);
  if (isOn) next.add(id);
  else next.delete(id);
  return next;
}

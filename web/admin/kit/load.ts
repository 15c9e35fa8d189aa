import { useEffect, useMemo, useState } from 'preact/hooks';
import type { AnswerOf, CallName, SentOf } from '../../../internal/http/contract/caller-types.ts';
import { Inquiry } from '../inquiry.ts';
import { useStudio } from '../studio.ts';
import { faultOf, type Given } from '../studio-api.ts';

/** What a call answered, last time it was answered. */
export interface Loaded<Answer> {
  /** Null before the first answer. */
  readonly data: Answer | null;
  /** Why the last call did not work, in a sentence. */
  readonly fault: string | null;
  readonly reload: () => Promise<void>;
}

/**
 * Calls the API when the component comes, again at each `reload` and after each save, and every `everyMs` where that is given, as long as the window is seen. What
 * is sent is compared as JSON: when it changes, the call is made anew.
 */
export function useLoad<Name extends CallName>(
  name: Name,
  sent: SentOf<Name>,
  options: { readonly everyMs?: number } = {},
): Loaded<AnswerOf<Name>> {
  const { api, clock, settings } = useStudio();
  const [data, setData] = useState<AnswerOf<Name> | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const inquiry = useMemo(
    () =>
      new Inquiry({
        sent,
        ask: (wanted: SentOf<Name>) => api.call(name, ...([wanted] as unknown as Given<Name>)),
        onReply: (reply) => {
          setFault(faultOf(reply));
          if (reply.kind === 'answered') setData(reply.body);
        },
      }),
    [],
  );
  const key = JSON.stringify(sent);
  const revision = settings.revision.value;
  const { everyMs } = options;
  useEffect(() => {
    inquiry.turnTo(sent);
    void inquiry.ask();
    if (everyMs === undefined) return undefined;
    return clock.every(everyMs, () => {
      if (!document.hidden && api.session.peek() === 'in') void inquiry.askAgain();
    });
  }, [key, everyMs, revision]);
  return { data, fault, reload: () => inquiry.ask() };
}

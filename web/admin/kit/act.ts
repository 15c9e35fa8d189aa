import type { CallName, SentOf } from '../../../internal/http/contract/caller-types.ts';
import { useStudio } from '../studio.ts';
import { faultOf, type Given } from '../studio-api.ts';

/** Does something by the API and tells what became of it; true when it was done. */
export type Act = <Name extends CallName>(name: Name, sent: SentOf<Name>, said: string) => Promise<boolean>;

/** What buttons of lists do. */
export function useAct(): Act {
  const { api, notes } = useStudio();
  return async (name, sent, said) => {
    const fault = faultOf(await api.call(name, ...([sent] as unknown as Given<typeof name>)));
    notes.tell(fault === null ? 'good' : 'bad', fault ?? said);
    return fault === null;
  };
}

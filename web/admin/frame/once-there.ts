import type { BrowserClock } from '../../shared/clock.ts';

export interface OnceThereNeeds<Place> {
  /** Null while it is not drawn. */
  readonly find: () => Place | null;
  /** Calls back after each change of what is drawn; returns what ends that. */
  readonly watch: (look: () => void) => () => void;
  readonly clock: Pick<BrowserClock, 'after'>;
}

/** What is fetched first is drawn within this, or is not waited for. */
const patienceMs = 5000;

/** Leads to a place of the page once, now or as soon as it is drawn; the returned function ends the waiting. */
export function onceThere<Place>(needs: OnceThereNeeds<Place>, lead: (place: Place) => void): () => void {
  let endings: (() => void)[] = [];
  const end = (): void => {
    for (const ending of endings) ending();
    endings = [];
  };
  const look = (): boolean => {
    const place = needs.find();
    if (place === null) return false;
    end();
    lead(place);
    return true;
  };
  if (!look()) endings = [needs.watch(look), needs.clock.after(patienceMs, end)];
  return end;
}

/** The part of an event hub that publishers need. `Events` maps a name to the shape of its fact. */
export interface EventPublisher<Events extends object> {
  publish<Name extends keyof Events>(name: Name, fact: Events[Name]): void;
}

/** The part of an event hub that listeners need. */
export interface EventSource<Events extends object> {
  /** Calls `listener` for each later fact of that name; the returned function stops that, harmlessly if called twice. */
  on<Name extends keyof Events>(name: Name, listener: (fact: Events[Name]) => void): () => void;
}

/**
 * Typed in-process events. Delivery is synchronous and in the order of subscription; a listener that throws is reported
 * and never stops the others or the publisher.
 */
export class EventHub<Events extends object> implements EventPublisher<Events>, EventSource<Events> {
  readonly #listeners = new Map<keyof Events, Set<(fact: never) => void>>();
  readonly #onListenerError: (name: keyof Events, error: unknown) => void;

  constructor(needs: { onListenerError: (name: keyof Events, error: unknown) => void }) {
    this.#onListenerError = needs.onListenerError;
  }

  on<Name extends keyof Events>(name: Name, listener: (fact: Events[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  publish<Name extends keyof Events>(name: Name, fact: Events[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        (listener as (fact: Events[Name]) => void)(fact);
      } catch (error) {
        this.#onListenerError(name, error);
      }
    }
  }
}

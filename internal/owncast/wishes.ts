import type { SettingName } from '../config/table.ts';

/** What was not carried over, and why, in words for the owner. */
export interface LeftBehind {
  readonly what: string;
  readonly why: string;
}

/** What Owncast's settings come to here, before it is known what is here already. */
export class Wishes {
  readonly settings = new Map<SettingName, string>();
  readonly secrets = new Map<string, string>();
  readonly left: LeftBehind[] = [];
  /** What is done differently here, in sentences. */
  readonly notes: string[] = [];

  set(name: SettingName, text: string): void {
    this.settings.set(name, text);
  }

  keepSecret(name: string, text: string): void {
    this.secrets.set(name, text);
  }

  leave(what: string, why: string): void {
    this.left.push({ what, why });
  }

  note(sentence: string): void {
    this.notes.push(sentence);
  }
}

/** Reads one of Owncast's values: gives what it finds to `wishes`, or says why not. The value is whatever the blob held. */
export type Rule = (value: unknown, wishes: Wishes, key: string) => void;

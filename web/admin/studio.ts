import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { signal } from '@preact/signals';
import type { BrowserClock } from '../shared/clock.ts';
import type { FirstRun } from './first-run.ts';
import type { Notes } from './notes.ts';
import type { Questions } from './questions.ts';
import type { Router } from './router.ts';
import type { SettingsDesk } from './settings/settings-desk.ts';
import type { Station } from './station.ts';
import type { StudioApi } from './studio-api.ts';

export interface StudioNeeds {
  readonly api: StudioApi;
  readonly clock: BrowserClock;
  readonly firstRun: FirstRun;
  readonly notes: Notes;
  readonly questions: Questions;
  readonly router: Router;
  readonly settings: SettingsDesk;
  readonly station: Station;
  /** As it was when the page was made. */
  readonly channelName: string;
  /** What the provider is called whose accounts may enter; empty where none may. */
  readonly accountsOf: string;
  /** Where the map of the world lies. */
  readonly worldMap: string;
}

/** Everything that a page of the studio may use. */
export class Studio {
  readonly api: StudioApi;
  readonly clock: BrowserClock;
  readonly firstRun: FirstRun;
  readonly notes: Notes;
  readonly questions: Questions;
  readonly router: Router;
  readonly settings: SettingsDesk;
  readonly station: Station;
  readonly #firstName: string;
  readonly accountsOf: string;
  readonly worldMap: string;
  readonly paletteOpen = signal(false);
  readonly railOpen = signal(false);
  /** The title of the stream is being written. */
  readonly titleOpen = signal(false);

  constructor(needs: StudioNeeds) {
    this.api = needs.api;
    this.clock = needs.clock;
    this.firstRun = needs.firstRun;
    this.notes = needs.notes;
    this.questions = needs.questions;
    this.router = needs.router;
    this.settings = needs.settings;
    this.station = needs.station;
    this.#firstName = needs.channelName;
    this.accountsOf = needs.accountsOf;
    this.worldMap = needs.worldMap;
  }

  /** As it is saved; a component that reads it is drawn again when it changes. */
  get channelName(): string {
    return this.settings.rows.value?.get('channel-name')?.value ?? this.#firstName;
  }

  /** Ends the broadcast, when the person agrees. */
  async endBroadcast(): Promise<void> {
    const agreed = await this.questions.confirm({
      title: 'End the broadcast?',
      text: 'The encoder is cut off and viewers see that the channel is off air. An encoder that is set to come back by itself does so.',
      label: 'End broadcast',
      isDanger: true,
    });
    if (!agreed) return;
    const reply = await this.api.call('POST /api/admin/disconnect');
    if (reply.kind === 'answered') this.notes.tell('good', reply.body.message);
    else this.notes.tell('bad', reply.kind === 'refused' ? reply.message : 'The server does not answer.');
    await this.station.refresh();
  }

  /** Asks the server for everything that is shown. */
  async lookAgain(): Promise<void> {
    await Promise.all([this.settings.refresh(), this.firstRun.load(), this.station.refresh()]);
  }

  async signOut(): Promise<void> {
    const fault = await this.api.signOut();
    if (fault !== null) this.notes.tell('bad', `You are still signed in. ${fault}`);
  }
}

const StudioContext = createContext<Studio | null>(null);
export const StudioProvider = StudioContext.Provider;

/** The studio, for components of its pages. */
export function useStudio(): Studio {
  const studio = useContext(StudioContext);
  if (studio === null) throw new Error('This component stands outside of the studio.');
  return studio;
}

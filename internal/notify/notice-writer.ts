import type { AerialEvents } from '../app/events.ts';
import type { Settings } from '../config/settings.ts';
import type { Notice } from './notice.ts';

export interface NoticeWriterNeeds {
  readonly settings: Pick<Settings, 'get'>;
  readonly newId: () => string;
}

/** Writes notices, in the words that the owner set. */
export class NoticeWriter {
  readonly #needs: NoticeWriterNeeds;

  constructor(needs: NoticeWriterNeeds) {
    this.#needs = needs;
  }

  /** The channel is on air. */
  live(): Notice {
    const { settings } = this.#needs;
    return {
      ...this.#begin('live'),
      title: settings.get('stream-title'),
      messages: {
        push: settings.get('push-live-message'),
        discord: settings.get('discord-live-message'),
        mail: settings.get('mail-live-message'),
        hook: settings.get('hooks-live-message'),
      },
    };
  }

  /** A planned broadcast is not far away. */
  reminder(soon: AerialEvents['schedule.reminder']): Notice {
    const { name, startWallMs, timeZone } = soon;
    return {
      ...this.#begin('reminder'),
      title: name,
      messages: allAlike(this.#needs.settings.get('schedule-reminder-message')),
      when: whenWords(startWallMs, timeZone),
      startWallMs,
    };
  }

  /** The owner tries whether notices arrive. */
  test(): Notice {
    return { ...this.#begin('test'), messages: allAlike('This is a test: notices arrive here.') };
  }

  #begin(event: Notice['event']): Omit<Notice, 'messages'> {
    const { newId, settings } = this.#needs;
    const url = settings.get('public-url');
    return {
      id: newId(),
      event,
      channel: settings.get('channel-name'),
      title: '',
      when: null,
      startWallMs: null,
      url: url === null ? '' : `${url}/`,
    };
  }
}

function allAlike(words: string): Notice['messages'] {
  return { push: words, discord: words, mail: words, hook: words };
}

/** `Tuesday 2 March, 20:00 (Europe/Berlin)`: who is told is anywhere. */
function whenWords(wallMs: number, timeZone: string): string {
  const day = { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' } as const;
  return `${new Intl.DateTimeFormat('en-GB', { timeZone, ...day }).format(wallMs)} (${timeZone})`;
}

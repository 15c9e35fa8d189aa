import type { AerialEvents } from '../app/events.ts';
import type { EventSource } from '../platform/event-hub.ts';
import type { Words } from '../platform/words.ts';
import type { EventMaker, OutboundEvent } from './protocol/outbound.ts';

export interface AnnouncementNeeds {
  readonly events: EventSource<AerialEvents>;
  readonly room: { publish(event: OutboundEvent): void };
  readonly maker: EventMaker;
  /** HTML that everybody is told when a broadcast begins; empty for nothing. */
  readonly welcome: () => string;
  /** HTML of a text that may hold anything. */
  readonly escape: (text: string) => string;
}

/** Tells the room of the broadcast: nobody keeps these words. The returned function ends it. */
export function announceBroadcasts(needs: AnnouncementNeeds): () => void {
  const { escape, events, maker, room, welcome } = needs;
  const act = (body: string, words: Words): void => room.publish(maker.action(body, words));
  const endings = [
    events.on('broadcast.started', ({ isTest }) => {
      if (isTest) return;
      act('The broadcast <strong>begins</strong>. Good to have you here!', { key: 'chat.begins' });
      const text = welcome();
      if (text !== '') room.publish(maker.system(text));
    }),
    events.on('broadcast.ended', ({ isTest }) => {
      if (!isTest) act('The broadcast is over. Thank you for watching!', { key: 'chat.isOver' });
    }),
    events.on('stream.title.changed', ({ title }) =>
      act(`The title is now <strong>${escape(title)}</strong>.`, { key: 'chat.titleIsNow', values: { title } }),
    ),
  ];
  return () => {
    for (const end of endings) end();
  };
}

import type { AerialEvents } from '../app/events.ts';
import { isPrivateHost } from '../config/private-host.ts';
import { addressGroup } from '../platform/address.ts';
import type { EventPublisher } from '../platform/event-hub.ts';
import type { Words } from '../platform/words.ts';
import { type AddressBans, isLoopback, readRange } from './address-bans.ts';
import type { Actor, Journal } from './journal.ts';
import type { MessageLog } from './message-log.ts';
import { type ChatUser, type ClientInfo, isModerator, MODERATOR } from './model.ts';
import type { EventMaker, OutboundEvent } from './protocol/outbound.ts';
import type { TimeOuts } from './time-outs.ts';

/** The room, as far as order is kept in it. */
export interface ModeratedRoom {
  publish(event: OutboundEvent): void;
  tellUser(userId: string, event: OutboundEvent): void;
  closeUser(userId: string, farewell: OutboundEvent): void;
  refreshUser(userId: string): void;
  clients(): readonly ClientInfo[];
}

export interface DisciplineNeeds {
  readonly users: {
    get(userId: string): ChatUser | null;
    disable(userId: string, entry: { readonly wallMs: number; readonly reason: string | null }): boolean;
    enable(userId: string): boolean;
    setScopes(userId: string, scopes: readonly string[]): boolean;
  };
  readonly messages: {
    /** Hides up to `atMost` of what somebody said up to a time, the newest first, and says until when there may be more. */
    hideSome(
      userId: string,
      slice: { readonly hiddenWallMs: number; readonly upToWallMs: number; readonly atMost: number },
    ): { readonly ids: readonly string[]; readonly upToWallMs: number };
  };
  readonly log: Pick<MessageLog, 'flush' | 'invalidate' | 'noteUser' | 'pin' | 'pinned'>;
  readonly room: ModeratedRoom;
  readonly maker: EventMaker;
  readonly events: EventPublisher<AerialEvents>;
  readonly bans: AddressBans;
  readonly timeOuts: TimeOuts;
  readonly journal: Journal;
  readonly wallMs: () => number;
  /** HTML of a text that may hold anything. */
  readonly escape: (text: string) => string;
  /** Lets other work that waits have its turn. */
  readonly pause: () => Promise<void>;
}

/** `protected`: moderators are the admin's to judge, and nobody is judged by themselves. */
export type Ruling = 'done' | 'nobody' | 'protected';

/** Messages of somebody that are hidden at a time, and told of in one event. */
const HIDDEN_AT_ONCE = 200;
/** Clients hold no more than these; the rest is hidden without a word. */
const MAX_TOLD = 1_000;

/** What moderators and the admin do about people: bans, time-outs, addresses, and who is a moderator. */
export class Discipline {
  readonly #needs: DisciplineNeeds;

  constructor(needs: DisciplineNeeds) {
    this.#needs = needs;
  }

  /** Lets somebody write or keeps them from it; then all that they wrote is hidden, and stays so. */
  async setUserEnabled(userId: string, isEnabled: boolean, by: Actor, reason: string | null = null): Promise<Ruling> {
    const user = this.#needs.users.get(userId);
    if (user === null) return 'nobody';
    if (!mayJudge(by, user)) return 'protected';
    if (isEnabled) this.#enable(user, by);
    else await this.#disable(user, by, reason);
    return 'done';
  }

  /** Lets somebody only read for that long; 0 lets them write again at once. */
  silence(userId: string, seconds: number, by: Actor): Ruling {
    const { journal, maker, room, timeOuts, users, wallMs } = this.#needs;
    const user = users.get(userId);
    if (user === null) return 'nobody';
    if (!mayJudge(by, user)) return 'protected';
    if (seconds === 0) timeOuts.lift(userId);
    else timeOuts.set(userId, wallMs() + seconds * 1000);
    const told: Words =
      seconds === 0 ? { key: 'refused.pauseOver' } : { key: 'refused.pause', values: { when: seconds } };
    room.tellUser(userId, maker.notice(told));
    journal.note(by, seconds === 0 ? 'user.freed' : 'user.silenced', {
      target: user,
      detail: seconds === 0 ? '' : inWords(seconds),
    });
    return 'done';
  }

  setModerator(userId: string, isToModerate: boolean, by: Actor): Ruling {
    const { journal, log, maker, room, timeOuts, users } = this.#needs;
    const user = users.get(userId);
    if (user === null) return 'nobody';
    // What another moderator ordered before does not bind a moderator.
    if (isToModerate && !isModerator(user)) timeOuts.lift(userId);
    const others = user.scopes.filter((scope) => scope !== MODERATOR);
    const changed = { ...user, scopes: isToModerate ? [...others, MODERATOR] : others };
    users.setScopes(userId, changed.scopes);
    room.refreshUser(userId);
    log.noteUser(changed);
    room.tellUser(userId, maker.connected(changed));
    journal.note(by, isToModerate ? 'moderator.named' : 'moderator.dismissed', { target: user });
    return 'done';
  }

  /** Lets nobody chat from there any more; `unreadable` is what is no address and no range that may be banned. */
  banAddress(written: string, by: Actor): 'done' | 'known' | 'unreadable' {
    const { bans, journal, maker, room, wallMs } = this.#needs;
    const address = readRange(written);
    if (address === null || isLoopback(address)) return 'unreadable';
    if (!bans.add({ address, notes: 'manually added', createdWallMs: wallMs(), userId: null })) return 'known';
    journal.note(by, 'address.banned', { detail: address });
    const reached = room.clients().filter((client) => bans.has(client.address) && client.user.kind !== 'api');
    for (const userId of new Set(reached.map(({ user }) => user.id)))
      room.closeUser(userId, maker.notice({ key: 'chat.barred' }));
    return 'done';
  }

  /** False when there was no such ban. */
  unbanAddress(written: string, by: Actor): boolean {
    const { bans, journal } = this.#needs;
    const address = readRange(written) ?? written;
    if (!bans.remove(address)) return false;
    journal.note(by, 'address.unbanned', { detail: address });
    return true;
  }

  /** Shows somebody out who is about to be forgotten, hears nothing more of them, and takes what they said out of everybody's sight. */
  async dismiss(userId: string): Promise<void> {
    const { log, room, users, wallMs } = this.#needs;
    this.#unpinOf(userId);
    users.disable(userId, { wallMs: wallMs(), reason: null });
    room.refreshUser(userId);
    log.invalidate();
    room.closeUser(userId, { type: 'ERROR_NEEDS_REGISTRATION' });
    await this.#hideAllOf(userId);
  }

  #enable(user: ChatUser, by: Actor): void {
    const { bans, journal, log, room, users } = this.#needs;
    users.enable(user.id);
    bans.removeOf(user.id);
    room.refreshUser(user.id);
    log.invalidate();
    journal.note(by, 'user.unbanned', { target: user });
  }

  async #disable(user: ChatUser, by: Actor, reason: string | null): Promise<void> {
    const { bans, escape, journal, log, maker, room, users, wallMs } = this.#needs;
    const disabledWallMs = wallMs();
    this.#unpinOf(user.id);
    users.disable(user.id, { wallMs: disabledWallMs, reason });
    journal.note(by, 'user.banned', { target: user, detail: reason ?? '' });
    const addresses = addressesToBan(user.id, room.clients());
    const isHere = room.clients().some((client) => client.user.id === user.id);
    room.refreshUser(user.id);
    log.invalidate();
    room.closeUser(user.id, maker.disabled({ ...user, disabledWallMs }));
    for (const address of addresses)
      bans.add({
        address,
        notes: `Banning of ${user.displayName}`,
        createdWallMs: disabledWallMs,
        userId: user.id,
      });
    await this.#hideAllOf(user.id);
    if (!isHere) return;
    const words: Words = { key: 'chat.wasRemoved', values: { name: user.displayName } };
    room.publish(maker.action(`<strong>${escape(user.displayName)}</strong> was removed from the chat.`, words));
  }

  /** Before they are disabled: of who is, nothing counts as pinned. */
  #unpinOf(userId: string): void {
    const { log, maker, room } = this.#needs;
    if (log.pinned()?.user?.id !== userId) return;
    log.pin(null);
    room.publish(maker.pinned(null, null));
  }

  async #hideAllOf(userId: string): Promise<void> {
    const { events, log, maker, messages, pause, room, wallMs } = this.#needs;
    const hiddenWallMs = wallMs();
    log.flush();
    let upToWallMs = Number.MAX_SAFE_INTEGER;
    for (let told = 0; ; told += HIDDEN_AT_ONCE) {
      const hidden = messages.hideSome(userId, { hiddenWallMs, upToWallMs, atMost: HIDDEN_AT_ONCE });
      const { ids } = hidden;
      ({ upToWallMs } = hidden);
      log.invalidate();
      if (ids.length > 0 && told < MAX_TOLD) {
        room.publish(maker.visibility(ids, false));
        events.publish('chat.visibility', { ids, isVisible: false });
      }
      if (ids.length < HIDDEN_AT_ONCE) return;
      await pause();
    }
  }
}

function mayJudge(by: Actor, user: ChatUser): boolean {
  return by.isAdmin || (!isModerator(user) && user.kind !== 'api' && by.id !== user.id);
}

/**
 * From where somebody is connected, to be banned along: the 64 bits of an IPv6 address that one home has. Not this machine itself, and no private
 * address that others come from, too: behind a proxy that is not trusted everybody has the same.
 */
export function addressesToBan(userId: string, clients: readonly ClientInfo[]): readonly string[] {
  const ofOthers = new Set(clients.flatMap(({ address, user }) => (user.id === userId ? [] : [addressGroup(address)])));
  const ranges = clients.flatMap(({ address, user }) => {
    if (user.id !== userId || isLoopback(address)) return [];
    const group = addressGroup(address);
    return isPrivateHost(address) && ofOthers.has(group) ? [] : (readRange(group) ?? []);
  });
  return [...new Set(ranges)];
}

/** Such as `10 minutes`. */
function inWords(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
  ] as const;
  const [unit, length] = units.find(([, size]) => seconds >= size && seconds % size === 0) ?? ['second', 1];
  const count = seconds / length;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

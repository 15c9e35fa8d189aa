import { join } from 'node:path';
import { AerialProcess } from '../peers/aerial-process.ts';
import { ChatClient } from '../peers/chat-client.ts';
import { Child } from '../peers/children.ts';
import { askAsOwner, furnish, type House } from '../peers/furnish.ts';
import { makeTemporaryFolder } from '../peers/temporary-folder.ts';

const PASSWORD = 'a password for the gallery';
export const ownerCredentials = { username: 'admin', password: PASSWORD };

const pageContent = `
## What this is

Every Friday the old lighthouse at the north pier goes on air: **slow synthesizers**, rain on the roof, and now and then a ship.

- Requests go into the chat, not on a postcard.
- Recordings of the sea are ours. You may use them.

> The light still turns. So do we.
`;

const settings: Readonly<Record<string, unknown>> = {
  name: 'Lighthouse Radio',
  serversummary: 'Slow music and long evenings, live from the north pier every Friday.',
  streamtitle: 'Night shift: slow synths and rain',
  pagecontent: pageContent,
};

/** Warm light that turns slowly: a picture that shows whether it moves, and nobody's but ours. */
const picture = [
  'gradients=size=1280x720:rate=30:speed=0.008:nb_colors=4:seed=7',
  'c0=0x12284c:c1=0xff9a6b:c2=0x6a4bd0:c3=0x1a1744',
].join(':');
const clipSeconds = 60;
const sound = 'sine=frequency=110:sample_rate=48000';

const conversation: readonly (readonly [who: string, words: string])[] = [
  ['Marisol', 'evening all, the rain started right on time'],
  ['Tobi', 'that pad sounds like a foghorn **in the best way**'],
  ['Kaito', 'good evening from the other coast'],
  ['Kaito', 'here it is almost morning'],
  ['Marisol', 'what is the synth tonight?'],
  ['Ines', '@Marisol a Juno, I think: https://synths.example/juno'],
  ['Tobi', '`cutoff` slowly opening since twenty minutes :)'],
  ['Amal', 'أمسية سعيدة للجميع'],
];

/** A station that looks as one in use does: with an owner, words, people in its chat, and followers. */
export class Station {
  readonly aerial: AerialProcess;
  readonly #people = new Map<string, ChatClient>();
  readonly #folder = makeTemporaryFolder('gallery');
  #encoder: Child | null = null;

  private constructor(aerial: AerialProcess) {
    this.aerial = aerial;
  }

  static async open(): Promise<Station> {
    const environment = { AERIAL_ADMIN_PASSWORD: PASSWORD, AERIAL_LADDER: '360p:700' };
    const station = new Station(await AerialProcess.start({ environment }));
    await furnish(station.#house);
    for (const [path, value] of Object.entries(settings)) await station.ask(`/api/admin/config/${path}`, { value });
    return station;
  }

  /** Calls the API as the owner. */
  async ask(path: string, body: object): Promise<void> {
    await askAsOwner(this.#house, path, body);
  }

  get #house(): House {
    return { url: this.aerial.url, password: PASSWORD, dataDirectory: this.aerial.dataDirectory };
  }

  /** Sends a clip that was encoded before: the machine has enough to do with the browser that takes the pictures. */
  async goLive(): Promise<void> {
    const quiet = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y'];
    const clip = join(this.#folder.path, 'clip.flv');
    const maker = new Child('ffmpeg', [
      ...[...quiet, '-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', sound, '-t', `${clipSeconds}`],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '60', '-b:v', '2500k'],
      ...['-c:a', 'aac', '-f', 'flv', clip],
    ]);
    if ((await maker.exited).code !== 0) throw new Error(`ffmpeg made no clip: ${maker.lines.join('\n')}`);
    this.#encoder = new Child('ffmpeg', [
      ...[...quiet, '-re', '-stream_loop', '-1', '-i', clip, '-c', 'copy', '-f', 'flv', this.aerial.publishUrl],
    ]);
    await this.aerial.waitForPhase('live');
  }

  async goOffAir(): Promise<void> {
    // Without this the channel would wait a minute for the encoder's return.
    await this.ask('/api/admin/disconnect', {});
    await this.#encoder?.stop('SIGTERM');
    this.#encoder = null;
    await this.aerial.waitForPhase('offline');
  }

  /** People come in and talk, once. */
  async talk(): Promise<void> {
    for (const [who, words] of conversation) {
      const person = this.#people.get(who) ?? (await this.#enter(who));
      person.say(words);
      await person.next('CHAT', ({ user }) => user?.displayName === who);
    }
  }

  async close(): Promise<void> {
    for (const person of this.#people.values()) person.drop();
    await this.#encoder?.stop('SIGKILL');
    await this.aerial.dispose();
    this.#folder.remove();
  }

  async #enter(displayName: string): Promise<ChatClient> {
    const answer = await fetch(`${this.aerial.url}/api/chat/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ displayName }),
      signal: AbortSignal.timeout(10_000),
    });
    const { accessToken } = (await answer.json()) as { readonly accessToken: string };
    const person = await ChatClient.open({ port: this.aerial.httpPort, token: accessToken });
    await person.next('CONNECTED_USER_INFO');
    this.#people.set(displayName, person);
    return person;
  }
}

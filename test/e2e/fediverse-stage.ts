import { createPrivateKey, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { signByCavage } from '../../internal/federation/worker/cavage.ts';
import { AerialProcess } from '../peers/aerial-process.ts';
import { ChatClient } from '../peers/chat-client.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import { makeClip, EASY_CLIP } from '../peers/media-files.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import { FediversePeer } from '../peers/fediverse-peer.ts';
import { until } from '../peers/wait.ts';
import { STUDIO_PASSWORD, studioAuthorization } from './studio-page.ts';

const authorization = studioAuthorization;

/** Of a station that may speak with others on this machine, and does not keep followers waiting. */
export const fediverseEnvironment: Readonly<Record<string, string>> = {
  AERIAL_LADDER: 'off',
  AERIAL_ADMIN_PASSWORD: STUDIO_PASSWORD,
  AERIAL_FEDERATION_LOCAL: 'on',
  AERIAL_FEDERATION_LIVE_DELAY_SECONDS: '0',
};

export interface FollowerRow {
  readonly link: string;
  readonly username: string;
}

/** An Aerial that can be followed, at an address that is its own. */
export class FediverseStation {
  readonly aerial: AerialProcess;

  constructor(aerial: AerialProcess) {
    this.aerial = aerial;
  }

  static async open(t: TestContext, environment: Readonly<Record<string, string>> = {}): Promise<FediverseStation> {
    const aerial = await AerialProcess.start({ environment: { ...fediverseEnvironment, ...environment } });
    t.after(() => aerial.dispose());
    const station = new FediverseStation(aerial);
    await station.beFollowed();
    return station;
  }

  /** Lets it be followed, at its own address. */
  async beFollowed(): Promise<void> {
    await this.admin('config/serverurl', { value: this.url });
    await this.admin('config/federation/enable', { value: true });
    await until('the station can be followed', async () => (await fetch(this.webFinger())).ok, {
      timeoutMs: 20_000,
      explain: () => this.log,
    });
  }

  /** By the name of this machine, which leads to it and is no bare private address. */
  get url(): string {
    return `http://${hostname()}:${this.aerial.httpPort}`;
  }

  get host(): string {
    return new URL(this.url).host;
  }

  get actor(): string {
    return `${this.url}/federation/user/streamer`;
  }

  get inbox(): string {
    return `${this.actor}/inbox`;
  }

  get log(): string {
    return this.aerial.logLines.slice(-30).join('\n');
  }

  webFinger(): string {
    return `${this.url}/.well-known/webfinger?resource=acct:streamer@${this.host}`;
  }

  /** Calls the API as the admin; throws unless it agrees. */
  async admin(path: string, body?: object): Promise<unknown> {
    const options = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${this.url}/api/admin/${path}`, { ...options, headers: { authorization } });
    const json: unknown = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(json)}`);
    return json;
  }

  /** Removes something as the admin. */
  async remove(path: string): Promise<void> {
    const answer = await fetch(`${this.url}/api/admin/${path}`, { method: 'DELETE', headers: { authorization } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }

  async followers(which: '' | '/pending' | '/blocked' = ''): Promise<readonly FollowerRow[]> {
    const json = await this.admin(`followers${which}`);
    return (which === '' ? (json as { results: FollowerRow[] }).results : json) as readonly FollowerRow[];
  }

  /** An answer of its account to something. */
  answerTo(iri: string, content: string): Readonly<Record<string, unknown>> {
    const id = `${this.url}/federation/${randomUUID()}`;
    const to = ['https://www.w3.org/ns/activitystreams#Public'];
    return { id, type: 'Note', attributedTo: this.actor, inReplyTo: iri, content, to };
  }

  /** Posts something that Aerial itself never does, in the name of its account and with its key; returns what it was answered. */
  async postAs(type: string, object: unknown, inbox: string): Promise<number> {
    using database = new DatabaseSync(join(this.aerial.dataDirectory, 'aerial.db'), { timeout: 5000 });
    const row = database.prepare("SELECT value FROM secrets WHERE name = 'federation-private-key'").get();
    const key = { id: `${this.actor}#main-key`, privateKey: createPrivateKey(String(row?.['value'])) };
    const id = `${this.url}/federation/${randomUUID()}`;
    const context = 'https://www.w3.org/ns/activitystreams';
    const body = JSON.stringify({ '@context': context, id, type, actor: this.actor, object });
    const request = { url: inbox, method: 'POST', headers: { 'content-type': 'application/activity+json' }, body };
    const answer = await fetch(inbox, { ...request, headers: signByCavage(request, key, Date.now()) });
    await answer.arrayBuffer();
    return answer.status;
  }

  /** Activities that wait to be brought to others. */
  async waitingDeliveries(): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return Number(/^aerial_federation_waiting (\d+)$/m.exec(text)?.[1]);
  }

  /** A document as other servers ask for it. */
  async document(path: string): Promise<Record<string, unknown>> {
    const address = path.startsWith('http') ? path : `${this.url}${path}`;
    const answer = await fetch(address, { headers: { accept: 'application/activity+json' } });
    return (await answer.json()) as Record<string, unknown>;
  }

  /** Waits until an account is among those who follow, or is not. */
  async waitForFollower(iri: string, isThere = true): Promise<void> {
    const probe = async () => (await this.followers()).some(({ link }) => link === iri) === isThere;
    await until(`${iri} follows: ${isThere}`, probe, { timeoutMs: 30_000, explain: () => this.log });
  }
}

/** A peer that is closed when the test ends. */
export async function openPeer(t: TestContext): Promise<FediversePeer> {
  const peer = await FediversePeer.open();
  t.after(() => peer.close());
  return peer;
}

/** Somebody new in the chat: their token, and their connection. */
export async function enterChat(t: TestContext, { aerial, url }: FediverseStation) {
  const answer = await fetch(`${url}/api/chat/register`, { method: 'POST', body: '{"displayName":"Bea"}' });
  const { accessToken: token } = (await answer.json()) as { accessToken: string };
  const client = await ChatClient.open({ port: aerial.httpPort, token });
  t.after(() => client.socket.destroy());
  return { client, token };
}

/** Puts the station on air with a publisher of the rig's own. */
export async function goLive(t: TestContext, { aerial }: FediverseStation): Promise<RtmpPublisher> {
  const clip = readFlvClip(await makeClip(EASY_CLIP), EASY_CLIP.frameRate);
  const publisher = await RtmpPublisher.start({ target: aerial.target, clip });
  t.after(() => publisher.die());
  return publisher;
}

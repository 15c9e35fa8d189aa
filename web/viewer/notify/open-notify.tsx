import { render } from 'preact';
import type { ApiClient } from '../../shared/api-client.ts';
import type { Memory } from '../../shared/memory.ts';
import { chatApi } from '../chat/chat-api.ts';
import { browserIdentity } from '../chat/identity.ts';
import { isGoodMoment, rememberAsked } from './good-moment.ts';
import { pushBrowser } from './push-browser.ts';
import { PushDesk } from './push-desk.ts';
import { TellMe } from './tell-me.tsx';

export interface OpenNotifyNeeds {
  readonly api: ApiClient;
  readonly memory: Memory;
  readonly root: HTMLElement;
  /** The server's public key. */
  readonly key: string;
  readonly channelName: string;
}

/** Brings the button by which one is told to life, where the browser can tell at all. */
export async function openNotify({ api, channelName, key, memory, root }: OpenNotifyNeeds): Promise<void> {
  const identity = browserIdentity(() => localStorage);
  const register = async (name: string): Promise<string | null> => {
    const reply = await chatApi(api).register(name);
    return reply.kind === 'answered' ? reply.body.accessToken : null;
  };
  const token = async (): Promise<string | null> => {
    if (identity.token !== null) return identity.token;
    const made = await register(identity.name);
    if (made !== null) identity.keepToken(made);
    return made;
  };
  const desk = new PushDesk({ api, browser: pushBrowser(), key, token, newToken: () => register('') });
  await desk.open();
  // Where nobody can be told, the room stays as it is, so that nothing beside it moves.
  if (desk.state.peek() === 'impossible') return;
  root.replaceChildren();
  const isAsking = desk.state.peek() === 'off' && isGoodMoment(memory);
  render(
    <TellMe desk={desk} channelName={channelName} isAsking={isAsking} onAsked={() => rememberAsked(memory)} />,
    root,
  );
}

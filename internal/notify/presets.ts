import type { HookTemplate } from './hook.ts';

/** What a preset asks for, and no more. */
export type PresetWish =
  /** An incoming webhook of Slack, Mattermost or Rocket.Chat. */
  | { readonly preset: 'slack'; readonly url: string }
  /** A bot's token, and the id or @name of the chat that it writes to. */
  | { readonly preset: 'telegram'; readonly token: string; readonly chat: string }
  /** Address of the home server, an account's access token, and the room's id. */
  | { readonly preset: 'matrix'; readonly url: string; readonly token: string; readonly room: string }
  /** Address of the topic, and an access token where it needs one. */
  | { readonly preset: 'ntfy'; readonly url: string; readonly token: string };

const json = { method: 'POST', contentType: 'application/json', headers: {} } as const;

/** The request that a preset makes. */
export function templateOf(wish: PresetWish): HookTemplate {
  switch (wish.preset) {
    case 'slack':
      return { ...json, url: wish.url, body: '{"text": "{{text}}"}' };
    case 'telegram':
      return {
        ...json,
        url: `https://api.telegram.org/bot${encodeURIComponent(wish.token).replace('%3A', ':')}/sendMessage`,
        body: `{"chat_id": ${JSON.stringify(wish.chat)}, "text": "{{text}}"}`,
      };
    case 'matrix':
      return {
        ...json,
        method: 'PUT',
        url: `${wish.url.replace(/\/+$/, '')}/_matrix/client/v3/rooms/${encodeURIComponent(wish.room)}/send/m.room.message/aerial-{{id}}`,
        headers: { authorization: `Bearer ${wish.token}` },
        body: '{"msgtype": "m.text", "body": "{{text}}"}',
      };
    case 'ntfy':
      return {
        method: 'POST',
        url: wish.url,
        contentType: 'text/plain',
        headers: {
          title: '{{channel}}',
          click: '{{url}}',
          ...(wish.token !== '' && { authorization: `Bearer ${wish.token}` }),
        },
        body: '{{text}}',
      };
  }
}

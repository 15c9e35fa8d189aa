import { useSignal } from '@preact/signals';
import { render } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { ApiClient } from '../shared/api-client.ts';
import { formats, say } from '../shared/words.ts';
import { type Follower, FollowerList } from './follower-list.ts';

/** A picture that this server has; the pages of viewers ask no other host for one, and show the first letter of the name instead. */
function Portrait({ name, image }: { readonly name: string; readonly image: string }) {
  const isBroken = useSignal(false);
  if (!/^\/(?![/\\])/.test(image) || isBroken.value) {
    return (
      <span class="portrait" aria-hidden="true">
        {Array.from(name.trim())[0]?.toUpperCase() ?? '?'}
      </span>
    );
  }
  return (
    <img
      class="portrait"
      src={image}
      alt=""
      width={44}
      height={44}
      loading="lazy"
      onError={() => (isBroken.value = true)}
    />
  );
}

function Card({ follower, date }: { readonly follower: Follower; readonly date: Intl.DateTimeFormat }) {
  const { link, name, username, image, timestamp } = follower;
  const address = /^https?:\/\//.test(link) ? { href: link } : {};
  return (
    <li>
      <a class="follower" {...address} target="_blank" rel="noopener noreferrer nofollow ugc">
        <Portrait name={name || username} image={image} />
        <span class="follower-words">
          <span class="follower-name" dir="auto">
            {name || username}
          </span>
          <bdi class="follower-account">{username}</bdi>
          {timestamp !== null && (
            <span class="follower-since">{say('follow.since', { when: date.format(Date.parse(timestamp)) })}</span>
          )}
        </span>
      </a>
    </li>
  );
}

function Followers({ api }: { readonly api: ApiClient }) {
  const list = useMemo(() => new FollowerList(api), []);
  const { isBroken, shown, total } = list;
  useEffect(() => void list.more(), []);
  const date = new Intl.DateTimeFormat(formats(), { dateStyle: 'medium' });
  const hasMore = total.value !== null && shown.value.length < total.value;
  return (
    <>
      <ul class="followers" aria-busy={total.value === null}>
        {shown.value.map((follower) => (
          <Card key={follower.link} follower={follower} date={date} />
        ))}
      </ul>
      <p class="followers-words" role="status">
        {isBroken.value && say('page.noAnswer')}
        {!isBroken.value && total.value === null && say('follow.loading')}
        {!isBroken.value && total.value === 0 && say('follow.none')}
      </p>
      {(hasMore || isBroken.value) && (
        <button type="button" class="action" onClick={() => void list.more()}>
          {say(isBroken.value ? 'player.retry' : 'follow.more')}
        </button>
      )}
    </>
  );
}

/** Who follows the channel, newest first. */
export function openFollowers(panel: HTMLElement, api: ApiClient): void {
  panel.replaceChildren();
  render(<Followers api={api} />, panel);
}

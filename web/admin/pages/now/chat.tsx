import { useEffect, useRef, useState } from 'preact/hooks';
import { type ChatSelf, readSelf } from '../../../shared/chat-self.ts';
import { useAct } from '../../kit/act.ts';
import { Action } from '../../kit/action.tsx';
import { Badge, Empty, Section } from '../../kit/blocks.tsx';
import { Link } from '../../kit/link.tsx';
import { useStudio } from '../../studio.ts';

/** The chat, to write and to keep order in, and under which name that is done here. */
export function Chat() {
  const { settings } = useStudio();
  const rows = settings.rows.value;
  return (
    <Section title="Chat" class="now-chat" actions={<Link to="chat">All messages</Link>}>
      {rows?.get('chat')?.value === 'off' ? (
        <Empty title="The chat is switched off" text="Viewers see the channel without one.">
          <Link to="chat/rules#setting-chat">Switch it on</Link>
        </Empty>
      ) : (
        <Room needsSignIn={rows?.get('chat-authenticated-only')?.value === 'on'} />
      )}
    </Section>
  );
}

function Room({ needsSignIn }: { readonly needsSignIn: boolean }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [self, setSelf] = useState<ChatSelf | null>(null);
  useEffect(() => {
    const hear = ({ data, origin, source }: MessageEvent<unknown>): void => {
      if (origin !== location.origin || source !== frame.current?.contentWindow) return;
      const told = readSelf(data);
      if (told !== undefined) setSelf(told);
    };
    addEventListener('message', hear);
    return () => removeEventListener('message', hear);
  }, []);
  return (
    <>
      <div class="now-self">
        {self === null ? (
          <p class="quiet">The name that you write under stands here once the chat has let you in.</p>
        ) : (
          <Self self={self} needsSignIn={needsSignIn} />
        )}
      </div>
      <iframe ref={frame} title="Chat" src="/embed/chat/readwrite" />
    </>
  );
}

/** The name, and what it may do; the frame lets it be changed. */
function Self({ self, needsSignIn }: { readonly self: ChatSelf; readonly needsSignIn: boolean }) {
  const act = useAct();
  const { id, name, isModerator } = self;
  const appoint = (): Promise<boolean> =>
    act(
      'POST /api/admin/chat/users/setmoderator',
      { body: { userId: id, isModerator: !isModerator } },
      isModerator ? `${name} is no moderator any more.` : `${name} is a moderator now.`,
    );
  return (
    <>
      <div>
        <p>
          Here you are <bdi class="now-name">{name}</bdi> {isModerator && <Badge tone="good">Moderator</Badge>}
        </p>
        <Action isSmall tone={isModerator ? 'quiet' : 'plain'} onPress={appoint} busy="One moment…">
          {isModerator ? 'Step down' : 'Make me a moderator'}
        </Action>
      </div>
      <p class="quiet">{meaning(isModerator, needsSignIn)}</p>
    </>
  );
}

function meaning(isModerator: boolean, needsSignIn: boolean): string {
  if (isModerator)
    return 'Press a message to hide or pin it, or to deal with its author; press your name in the chat to change it.';
  const gate = needsSignIn ? ' Only who has signed in may write here; a moderator need not.' : '';
  return `Moderators hide and pin messages, give time-outs and ban.${gate} Press your name in the chat to change it.`;
}

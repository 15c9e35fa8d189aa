import { useState } from 'preact/hooks';
import { useAct } from '../../kit/act.ts';
import { Action } from '../../kit/action.tsx';
import { Section } from '../../kit/blocks.tsx';
import { TextField } from '../../kit/fields.tsx';
import { useLoad } from '../../kit/load.ts';
import { PostPreview } from './post-preview.tsx';

/** Says something to all followers. */
export function WritePost({ onSent }: { readonly onSent: () => Promise<void> }) {
  const act = useAct();
  const { data } = useLoad('GET /api/config', {});
  const [text, setText] = useState('');
  const isOff = data !== null && !data.federation.enabled;
  const send = async (): Promise<void> => {
    if (!(await act('POST /api/admin/federation/send', { body: { value: text } }, 'Followers are being told.'))) return;
    setText('');
    await onSent();
  };
  const unless =
    (isOff && 'The channel is not on the fediverse now.') || (text.trim() === '' && 'Write something first.');
  return (
    <Section title="Write a post" text="All followers get it at once.">
      <TextField
        label="What you say"
        help="Markdown; words after # become tags."
        example="On air at **eight**. #radio"
        value={text}
        max={10_000}
        onWrite={setText}
      />
      {text.trim() !== '' && <PostPreview wish={{ kind: 'post', text }} />}
      <div>
        <Action tone="main" busy="Sending…" unless={unless} onPress={send}>
          Send to followers
        </Action>
      </div>
    </Section>
  );
}

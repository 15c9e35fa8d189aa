import { useState } from 'preact/hooks';
import { useAct } from '../../kit/act.ts';
import { Action } from '../../kit/action.tsx';
import { Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { ChoiceField, LineField } from '../../kit/fields.tsx';
import { useLoad } from '../../kit/load.ts';
import { Pager } from '../../kit/pager.tsx';
import { type Person, PersonDialog } from '../people/person-dialog.tsx';
import { findMessages, type Shown, turned } from './message-rows.ts';
import { textOf } from './message-text.ts';
import { Pinned } from './pinned.tsx';
import { Said } from './said.tsx';

const limit = 100;
const askEveryMs = 4000;
const none: ReadonlySet<string> = new Set();

const choices: readonly { readonly value: Shown; readonly label: string }[] = [
  { value: 'all', label: 'Everything' },
  { value: 'visible', label: 'What everybody sees' },
  { value: 'hidden', label: 'What is hidden' },
];

/** What was said, to be looked through: hidden and shown again by one or by many, pinned, and its authors dealt with. */
export function Messages() {
  const [offset, setOffset] = useState(0);
  // One more than is shown: whether there is a next page.
  const query = { offset: String(offset), limit: String(limit + 1) };
  const { data, fault, reload } = useLoad('GET /api/admin/chat/messages', { query }, { everyMs: askEveryMs });
  const [shown, setShown] = useState<Shown>('all');
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState(none);
  const [person, setPerson] = useState<Person | null>(null);
  const pinned = useLoad('GET /api/admin/chat/pinned', {}, { everyMs: askEveryMs });
  const above = pinned.data?.message ?? null;
  const messages = data?.slice(0, limit) ?? [];
  const found = findMessages(messages, { shown, words }, textOf);
  const readAll = async (): Promise<void> => {
    await Promise.all([reload(), pinned.reload()]);
  };
  const pin = usePin(readAll);
  return (
    <>
      {above !== null && <Pinned message={above} onTakeDown={() => pin(null)} onPerson={setPerson} />}
      <Section title="Messages" text="The newest first.">
        <div class="filters">
          <ChoiceField label="Show" value={shown} choices={choices} onWrite={(value) => setShown(value as Shown)} />
          <LineField label="With the words" type="search" value={words} onWrite={setWords} />
        </div>
        <Many
          chosen={chosen}
          onDone={async () => {
            setChosen(none);
            await readAll();
          }}
        />
        {fault !== null && <Fault text={fault} />}
        {data === null && fault === null && <Busy words="Reading the messages…" />}
        {data !== null && found.length === 0 && <Nothing isEmpty={messages.length === 0} />}
        <ul class="said-list">
          {found.map((message) => (
            <Said
              key={message.id}
              message={message}
              isPinned={message.id === above?.id}
              isChosen={chosen.has(message.id)}
              onChoose={(isOn) => setChosen(turned(chosen, message.id, isOn))}
              onPerson={setPerson}
              onPin={pin}
              onDone={readAll}
            />
          ))}
        </ul>
        <Pager
          offset={offset}
          limit={limit}
          total={{ shown: messages.length, hasMore: (data?.length ?? 0) > limit }}
          onGo={setOffset}
        />
        {person !== null && <PersonDialog person={person} onClose={() => setPerson(null)} onDone={readAll} />}
      </Section>
    </>
  );
}

function Nothing({ isEmpty }: { readonly isEmpty: boolean }) {
  if (isEmpty) return <Empty title="Nothing was said yet" text="What people write in the chat stands here." />;
  return <Empty title="No message fits" text="Show everything, or search by fewer words." />;
}

/** Pins the message with that id above the chat, or with null takes down the one that stands there. */
function usePin(onDone: () => Promise<void>): (id: string | null) => Promise<void> {
  const act = useAct();
  return async (id) => {
    const said = id === null ? 'No message is pinned now.' : 'The message stands above the chat now.';
    if (await act('POST /api/admin/chat/pin', { body: { id } }, said)) await onDone();
  };
}

/** What is done to all that are chosen. */
function Many({ chosen, onDone }: { readonly chosen: ReadonlySet<string>; readonly onDone: () => Promise<void> }) {
  const act = useAct();
  if (chosen.size === 0) return null;
  const set = async (visible: boolean): Promise<void> => {
    const body = { idArray: [...chosen], visible };
    const count = chosen.size === 1 ? 'One message is' : `${chosen.size} messages are`;
    const said = visible ? `${count} to be seen again.` : `${count} hidden from everybody.`;
    if (await act('POST /api/admin/chat/messagevisibility', { body }, said)) await onDone();
  };
  return (
    <div class="many" role="group" aria-label="Chosen messages">
      <p>{chosen.size} chosen</p>
      <Action isSmall onPress={() => set(false)}>
        Hide
      </Action>
      <Action isSmall onPress={() => set(true)}>
        Show again
      </Action>
    </div>
  );
}

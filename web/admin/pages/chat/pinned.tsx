import { Action } from '../../kit/action.tsx';
import { Section } from '../../kit/blocks.tsx';
import type { Person } from '../people/person-dialog.tsx';
import type { ChatMessage } from './message-rows.ts';
import { SaidText } from './said.tsx';

/** The message that stands above the chat, however long ago it was written, and the way to take it down. */
export function Pinned(props: {
  readonly message: ChatMessage;
  readonly onTakeDown: () => Promise<void>;
  readonly onPerson: (person: Person) => void;
}) {
  return (
    <Section
      title="Pinned above the chat"
      text="Everybody sees it first. Another that is pinned takes its place."
      actions={
        <Action isSmall onPress={props.onTakeDown} label="Take it down: the pinned message">
          Take it down
        </Action>
      }
    >
      <div class="said-pinned">
        <SaidText message={props.message} onPerson={props.onPerson} />
      </div>
    </Section>
  );
}

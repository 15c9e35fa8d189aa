import { useAct } from '../../kit/act.ts';
import { Action } from '../../kit/action.tsx';
import { Badge } from '../../kit/blocks.tsx';
import { Moment } from '../../kit/moment.tsx';
import type { Person } from '../people/person-dialog.tsx';
import type { ChatMessage } from './message-rows.ts';
import { textOf } from './message-text.ts';

/** What somebody is called who left no name. */
function nameOf({ user }: ChatMessage): string {
  return user?.displayName ?? 'Somebody';
}

/** Who said what, and when; the name opens what can be done about its owner. */
export function SaidText(props: {
  readonly message: ChatMessage;
  readonly isPinned?: boolean;
  readonly onPerson: (person: Person) => void;
}) {
  const { message } = props;
  const { user } = message;
  return (
    <div class="said-text">
      <p class="quiet">
        {user === undefined ? (
          nameOf(message)
        ) : (
          <button type="button" class="link" onClick={() => props.onPerson(user)}>
            <bdi>{nameOf(message)}</bdi>
          </button>
        )}{' '}
        <Moment at={message.timestamp} /> {message.hiddenAt !== undefined && <Badge tone="warn">Hidden</Badge>}
        {props.isPinned === true && <Badge>Pinned</Badge>}
      </p>
      <p dir="auto">{textOf(message.body)}</p>
    </div>
  );
}

/** One message of the list, with what can be done about it. */
export function Said(props: {
  readonly message: ChatMessage;
  readonly isPinned: boolean;
  readonly isChosen: boolean;
  readonly onChoose: (isOn: boolean) => void;
  readonly onPerson: (person: Person) => void;
  readonly onPin: (id: string | null) => Promise<void>;
  readonly onDone: () => Promise<void>;
}) {
  const { message, isPinned } = props;
  const act = useAct();
  const isHidden = message.hiddenAt !== undefined;
  const name = nameOf(message);
  const turn = async (): Promise<void> => {
    const body = { idArray: [message.id], visible: isHidden };
    const said = isHidden ? 'The message is to be seen again.' : 'The message is hidden from everybody.';
    if (await act('POST /api/admin/chat/messagevisibility', { body }, said)) await props.onDone();
  };
  return (
    <li class={isHidden ? 'said-hidden' : undefined}>
      <input
        type="checkbox"
        aria-label={`Choose the message of ${name}`}
        checked={props.isChosen}
        onChange={(event) => props.onChoose(event.currentTarget.checked)}
      />
      <SaidText message={message} isPinned={isPinned} onPerson={props.onPerson} />
      <div class="entry-actions">
        {!isHidden && (
          <Action
            isSmall
            tone="quiet"
            onPress={() => props.onPin(isPinned ? null : message.id)}
            label={`${isPinned ? 'Unpin' : 'Pin'} the message of ${name}`}
          >
            {isPinned ? 'Unpin' : 'Pin'}
          </Action>
        )}
        <Action isSmall onPress={turn} label={`${isHidden ? 'Show' : 'Hide'} the message of ${name}`}>
          {isHidden ? 'Show' : 'Hide'}
        </Action>
      </div>
    </li>
  );
}

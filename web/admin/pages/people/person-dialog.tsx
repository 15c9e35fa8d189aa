import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import { Modal } from '../../frame/modal.tsx';
import { useAct } from '../../kit/act.ts';
import { Action } from '../../kit/action.tsx';
import { Badge } from '../../kit/blocks.tsx';
import { LineField } from '../../kit/fields.tsx';
import { Moment } from '../../kit/moment.tsx';
import { useStudio } from '../../studio.ts';

export type Person = AnswerOf<'GET /api/admin/users'>['results'][number];

const timeOuts: readonly { readonly seconds: number; readonly label: string }[] = [
  { seconds: 600, label: '10 minutes' },
  { seconds: 3600, label: '1 hour' },
  { seconds: 86_400, label: '1 day' },
];

export function isModerator({ scopes }: Person): boolean {
  return scopes?.includes('MODERATOR') === true;
}

/** What somebody is, in words. */
export function PersonBadges({ person }: { readonly person: Person }) {
  return (
    <span class="badges">
      {person.isBot && <Badge>Bot</Badge>}
      {isModerator(person) && <Badge tone="good">Moderator</Badge>}
      {person.authenticated && <Badge>Signed in{proof(person)}</Badge>}
      {person.disabledAt !== undefined && !person.isBot && <Badge tone="bad">Banned</Badge>}
    </span>
  );
}

function proof({ authProviders }: Person): string {
  return authProviders === undefined ? '' : ` by ${authProviders.join(', ')}`;
}

/** Everything that can be done about one person. */
export function PersonDialog(props: {
  readonly person: Person;
  readonly onClose: () => void;
  /** Something was done: the list is read anew. */
  readonly onDone: () => Promise<unknown>;
}) {
  const { person, onClose } = props;
  const act = useAct();
  const done = async (isDone: boolean): Promise<void> => {
    if (!isDone) return;
    onClose();
    await props.onDone();
  };
  const name = person.displayName;
  const silence = async (seconds: number, label: string): Promise<void> =>
    done(
      await act(
        'POST /api/admin/chat/users/timeout',
        { body: { userId: person.id, seconds } },
        `${name} may only read for ${label}, from now on.`,
      ),
    );
  return (
    <Modal label={name} onClose={onClose} class="person">
      <h2 dir="auto">{name}</h2>
      <p class="quiet">
        In the chat since <Moment at={person.createdAt} />.
        {person.previousNames.length > 0 && ` Was called ${person.previousNames.slice(-3).join(', ')}.`}
        {person.disabledReason !== undefined && ` Banned: ${person.disabledReason}.`}
      </p>
      <PersonBadges person={person} />
      {!person.isBot && (
        <>
          {person.disabledAt === undefined && (
            <fieldset class="person-part">
              <legend>Time-out</legend>
              {timeOuts.map(({ seconds, label }) => (
                <Action key={seconds} isSmall onPress={() => silence(seconds, label)}>
                  {label}
                </Action>
              ))}
            </fieldset>
          )}
          <BanPart person={person} onDone={done} />
          <RolePart person={person} onDone={done} />
        </>
      )}
      <div class="modal-actions">
        <Action tone="quiet" onPress={onClose}>
          Close
        </Action>
      </div>
    </Modal>
  );
}

interface PartProps {
  readonly person: Person;
  readonly onDone: (isDone: boolean) => Promise<void>;
}

function BanPart({ person, onDone }: PartProps) {
  const act = useAct();
  const [reason, setReason] = useState('');
  const userId = person.id;
  const name = person.displayName;
  if (person.disabledAt !== undefined)
    return (
      <div class="person-part">
        <Action onPress={async () => onDone(await liftBan(act, person))}>Lift the ban</Action>
      </div>
    );
  const ban = async (): Promise<void> =>
    onDone(
      await act(
        'POST /api/admin/chat/users/setenabled',
        { body: { userId, enabled: false, ...(reason.trim() !== '' && { reason: reason.trim() }) } },
        `${name} is banned, and what they wrote is hidden.`,
      ),
    );
  return (
    <div class="person-part person-ban">
      <LineField
        label="Why they are banned"
        help="Kept for you; nobody else reads it."
        value={reason}
        max={300}
        onWrite={setReason}
      />
      <Action tone="danger" onPress={ban} busy="Banning…">
        Ban
      </Action>
    </div>
  );
}

/** Lets somebody write again who was banned. */
export function liftBan(act: ReturnType<typeof useAct>, person: Person): Promise<boolean> {
  return act(
    'POST /api/admin/chat/users/setenabled',
    { body: { userId: person.id, enabled: true } },
    `${person.displayName} may write again.`,
  );
}

function RolePart({ person, onDone }: PartProps) {
  const act = useAct();
  const { questions } = useStudio();
  const isOne = isModerator(person);
  const userId = person.id;
  const name = person.displayName;
  const forget = async (): Promise<void> => {
    const agreed = await questions.confirm({
      title: `Delete ${name}?`,
      text: 'Everything that they wrote goes with them. This cannot be taken back; a ban can.',
      label: 'Delete',
      isDanger: true,
    });
    if (agreed) await onDone(await act('POST /api/admin/users/delete', { body: { userId } }, `${name} is deleted.`));
  };
  const setRole = async (): Promise<void> =>
    onDone(
      await act(
        'POST /api/admin/chat/users/setmoderator',
        { body: { userId, isModerator: !isOne } },
        isOne ? `${name} is no moderator any more.` : `${name} is a moderator now.`,
      ),
    );
  return (
    <div class="person-part">
      <Action onPress={setRole}>{isOne ? 'No longer a moderator' : 'Make a moderator'}</Action>
      <Action tone="danger" onPress={forget} busy="Deleting…">
        Delete
      </Action>
    </div>
  );
}

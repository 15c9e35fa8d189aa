import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import { useAct } from '../../kit/act.ts';
import { Action } from '../../kit/action.tsx';
import { Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { LineField } from '../../kit/fields.tsx';
import { useLoad } from '../../kit/load.ts';
import { ExactMoment, Moment } from '../../kit/moment.tsx';
import { Table } from '../../kit/table.tsx';
import { useStudio } from '../../studio.ts';
import { faultOf } from '../../studio-api.ts';
import { liftBan, type Person } from './person-dialog.tsx';

type AddressBan = AnswerOf<'GET /api/admin/chat/users/ipbans'>[number];
type TimeOut = AnswerOf<'GET /api/admin/chat/users/timeouts'>[number];

/** Who may not chat, by name, by address and for a while. */
export function Bans() {
  return (
    <>
      <BannedPeople />
      <BannedAddresses />
      <TimeOuts />
    </>
  );
}

function BannedPeople() {
  const act = useAct();
  const { data, fault, reload } = useLoad('GET /api/admin/chat/users/disabled', {});
  return (
    <Section title="Banned people" text="They can watch, and not chat. What they wrote is hidden.">
      {fault !== null && <Fault text={fault} />}
      {data === null && fault === null && <Busy words="Reading the list…" />}
      {data?.length === 0 && (
        <Empty title="Nobody is banned" text="People are banned from the chat, or under Everybody." />
      )}
      {data !== null && data.length > 0 && (
        <Table<Person>
          caption="Banned people"
          rows={data}
          keyOf={({ id }) => id}
          columns={[
            { title: 'Name', cell: ({ displayName }) => <bdi class="strong">{displayName}</bdi> },
            { title: 'Why', cell: ({ disabledReason }) => disabledReason ?? 'Not told' },
            { title: 'When', cell: ({ disabledAt }) => disabledAt !== undefined && <Moment at={disabledAt} /> },
            {
              title: 'Actions',
              cell: (person) => (
                <Action
                  isSmall
                  label={`Lift the ban of ${person.displayName}`}
                  onPress={async () => {
                    if (await liftBan(act, person)) await reload();
                  }}
                >
                  Lift
                </Action>
              ),
            },
          ]}
        />
      )}
    </Section>
  );
}

function BannedAddresses() {
  const act = useAct();
  const { data, fault, reload } = useLoad('GET /api/admin/chat/users/ipbans', {});
  const unban = async ({ ipAddress }: AddressBan): Promise<void> => {
    const said = `Whoever comes from ${ipAddress} may chat again.`;
    if (await act('POST /api/admin/chat/users/ipbans/remove', { body: { value: ipAddress } }, said)) await reload();
  };
  return (
    <Section title="Banned addresses" text="Nobody may chat from these; watching goes on.">
      <BanAddress onDone={reload} />
      {fault !== null && <Fault text={fault} />}
      {data?.length === 0 && (
        <Empty title="No address is banned" text="A ban of a person bans the addresses they came from, too." />
      )}
      {data !== null && data.length > 0 && (
        <Table<AddressBan>
          caption="Banned addresses"
          rows={data}
          keyOf={({ ipAddress }) => ipAddress}
          columns={[
            { title: 'Address', cell: ({ ipAddress }) => <code>{ipAddress}</code> },
            { title: 'Why', cell: ({ notes: why }) => why },
            { title: 'When', cell: ({ createdAt }) => <Moment at={createdAt} /> },
            {
              title: 'Actions',
              cell: (one) => (
                <Action isSmall label={`Lift the ban of ${one.ipAddress}`} onPress={() => unban(one)}>
                  Lift
                </Action>
              ),
            },
          ]}
        />
      )}
    </Section>
  );
}

function BanAddress({ onDone }: { readonly onDone: () => Promise<void> }) {
  const { api, notes } = useStudio();
  const [address, setAddress] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const ban = async (): Promise<void> => {
    const reply = await api.call('POST /api/admin/chat/users/ipbans/create', { body: { value: address } });
    setRefusal(faultOf(reply));
    if (reply.kind !== 'answered') return;
    notes.tell('good', `Nobody may chat from ${address} any more, from now on.`);
    setAddress('');
    await onDone();
  };
  return (
    <form
      class="field-with-button"
      onSubmit={(event) => {
        event.preventDefault();
        void ban();
      }}
    >
      <LineField
        label="Address or range"
        help="Such as 203.0.113.7 or 203.0.113.0/24."
        value={address}
        max={64}
        fault={refusal}
        onWrite={(text) => {
          setAddress(text);
          setRefusal(null);
        }}
      />
      <Action onPress={ban} unless={address.trim() === '' && 'Write an address first.'}>
        Ban the address
      </Action>
    </form>
  );
}

function TimeOuts() {
  const act = useAct();
  const { data, fault, reload } = useLoad('GET /api/admin/chat/users/timeouts', {}, { everyMs: 15_000 });
  const lift = async ({ user }: TimeOut): Promise<void> => {
    const body = { userId: user.id, seconds: 0 };
    if (await act('POST /api/admin/chat/users/timeout', { body }, `${user.displayName} may write again.`))
      await reload();
  };
  return (
    <Section title="Time-outs" text="They may read, and write again when the time is over.">
      {fault !== null && <Fault text={fault} />}
      {data?.length === 0 && <Empty title="Nobody has a time-out" text="Give one from the chat, or under Everybody." />}
      {data !== null && data.length > 0 && (
        <Table<TimeOut>
          caption="Time-outs"
          rows={data}
          keyOf={({ user }) => user.id}
          columns={[
            { title: 'Name', cell: ({ user }) => <bdi class="strong">{user.displayName}</bdi> },
            { title: 'Until', cell: ({ until }) => <ExactMoment at={until} /> },
            {
              title: 'Actions',
              cell: (one) => (
                <Action isSmall label={`Lift the time-out of ${one.user.displayName}`} onPress={() => lift(one)}>
                  Lift
                </Action>
              ),
            },
          ]}
        />
      )}
    </Section>
  );
}

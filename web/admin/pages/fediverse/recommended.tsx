import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import { useAct } from '../../kit/act.ts';
import { Action } from '../../kit/action.tsx';
import { Badge, Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { LineField } from '../../kit/fields.tsx';
import { useLoad } from '../../kit/load.ts';
import { Moment } from '../../kit/moment.tsx';
import { Table } from '../../kit/table.tsx';
import { useStudio } from '../../studio.ts';
import { useDecisions } from './decisions.ts';
import { FollowRequestActions } from './follow-request.tsx';
import { AccountLink, FollowerTable } from './follower-table.tsx';

type Server = AnswerOf<'GET /api/admin/federation/servers'>['servers'][number];

const refreshMs = 15_000;

/** Channels that this one recommends, and those that recommend it. */
export function Recommended() {
  const { data, fault, reload } = useLoad('GET /api/admin/federation/servers', {}, { everyMs: refreshMs });
  return (
    <>
      <Section title="Channels that you recommend" text="Your page shows them, and which of them is live.">
        {fault !== null && <Fault text={fault} />}
        {data === null && fault === null && <Busy words="Reading the channels…" />}
        {data?.servers.length === 0 && (
          <Empty title="None yet" text="Ask another Aerial, or an Owncast from 0.3 on; it has to agree." />
        )}
        {data !== null && data.servers.length > 0 && <Servers servers={data.servers} reload={reload} />}
      </Section>
      <AskChannel onAsked={reload} />
      <Recommenders />
    </>
  );
}

function Servers({ servers, reload }: { readonly servers: readonly Server[]; readonly reload: () => Promise<void> }) {
  const act = useAct();
  const { questions } = useStudio();
  const remove = async ({ id, name }: Server): Promise<void> => {
    const text = 'Your page shows it no longer, and it is told so.';
    const agreed = await questions.confirm({ title: `Recommend ${name} no more?`, text, label: 'Remove' });
    if (!agreed) return;
    const sent = { params: { id } };
    if (await act('DELETE /api/admin/federation/servers/{id}', sent, `${name} is recommended no more.`)) await reload();
  };
  return (
    <Table
      caption="Channels that are recommended"
      rows={servers}
      keyOf={({ id }) => id}
      columns={[
        {
          title: 'Channel',
          cell: ({ iri, name }) => (
            <span class="strong">
              <AccountLink iri={iri}>{name}</AccountLink>
            </span>
          ),
        },
        { title: 'State', cell: (server) => <State server={server} /> },
        { title: 'Title', cell: ({ streamTitle }) => <span dir="auto">{streamTitle || '–'}</span> },
        {
          title: 'Actions',
          cell: (server) => (
            <Action isSmall label={`Remove ${server.name}`} onPress={() => remove(server)}>
              Remove
            </Action>
          ),
        },
      ]}
    />
  );
}

function State({ server }: { readonly server: Server }) {
  const { followedAt, isOnline } = server;
  if (followedAt === null) return <Badge tone="warn">Has not agreed yet</Badge>;
  return isOnline ? <Badge tone="good">Live now</Badge> : <Badge>Not live</Badge>;
}

function AskChannel({ onAsked }: { readonly onAsked: () => Promise<void> }) {
  const act = useAct();
  const [url, setUrl] = useState('');
  const ask = async (): Promise<void> => {
    if (
      !(await act('POST /api/admin/federation/servers', { body: { url: url.trim() } }, 'The channel is being asked.'))
    )
      return;
    setUrl('');
    await onAsked();
  };
  return (
    <Section title="Recommend another channel">
      <LineField
        label="Channel"
        help="Its account on the fediverse, or the address of its page."
        example="@live@other.example"
        max={400}
        value={url}
        onWrite={setUrl}
      />
      <div>
        <Action
          tone="main"
          busy="Looking for it…"
          unless={url.trim().length < 3 && 'Type a channel first.'}
          onPress={ask}
        >
          Ask it
        </Action>
      </div>
    </Section>
  );
}

/** Who recommends this channel, and who asks whether they may. */
function Recommenders() {
  const asking = useLoad('GET /api/admin/federation/feature-requests', {}, { everyMs: refreshMs });
  const { data, fault, reload } = useLoad('GET /api/admin/followers/directory', {}, { everyMs: refreshMs });
  const decisions = useDecisions(async () => {
    await Promise.all([asking.reload(), reload()]);
  });
  const waiting = asking.data?.requests ?? [];
  return (
    <>
      {waiting.length > 0 && (
        <Section title="Asking to recommend you">
          <FollowerTable
            caption="Channels that ask to recommend this one"
            rows={waiting}
            actions={(follower) => <FollowRequestActions follower={follower} decisions={decisions} />}
          />
        </Section>
      )}
      <Section title="Who recommends you" text="They hear how your stream is, and show it to their viewers.">
        {fault !== null && <Fault text={fault} />}
        {data === null && fault === null && <Busy words="Reading who recommends you…" />}
        {data?.length === 0 && <Empty title="Nobody yet" text="Channels and directories that ask to are shown here." />}
        {data !== null && data.length > 0 && (
          <FollowerTable
            caption="Channels and directories that recommend this one"
            rows={data}
            when={{ title: 'Since', cell: ({ timestamp }) => timestamp !== null && <Moment at={timestamp} /> }}
            actions={(follower) => (
              <Action isSmall label={`Remove ${follower.username}`} onPress={() => decisions.remove(follower)}>
                Remove
              </Action>
            )}
          />
        )}
      </Section>
    </>
  );
}

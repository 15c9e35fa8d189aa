import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import { Action } from '../../kit/action.tsx';
import { Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { type Loaded, useLoad } from '../../kit/load.ts';
import { Moment } from '../../kit/moment.tsx';
import { Pager } from '../../kit/pager.tsx';
import { type Decisions, useDecisions } from './decisions.ts';
import { FollowRequestActions } from './follow-request.tsx';
import { type Follower, FollowerTable } from './follower-table.tsx';

const limit = 50;
const refreshMs = 15_000;

/** Who waits to be let in, and who follows. */
export function Followers() {
  const [offset, setOffset] = useState(0);
  const query = { offset: String(offset), limit: String(limit) };
  const waiting = useLoad('GET /api/admin/followers/pending', {}, { everyMs: refreshMs });
  const following = useLoad('GET /api/admin/followers', { query }, { everyMs: refreshMs });
  const decisions = useDecisions(async () => {
    await Promise.all([waiting.reload(), following.reload()]);
  });
  return (
    <>
      <Waiting {...waiting} decisions={decisions} />
      <Following {...following} decisions={decisions} offset={offset} onGo={setOffset} />
    </>
  );
}

function Waiting(props: Loaded<readonly Follower[]> & { readonly decisions: Decisions }) {
  const { data, decisions, fault } = props;
  return (
    <Section title="Waiting to be let in">
      {fault !== null && <Fault text={fault} />}
      {data === null && fault === null && <Busy words="Reading who waits…" />}
      {data?.length === 0 && (
        <Empty
          title="Nobody waits"
          text="While followers are let in one by one, those who ask stand here. Otherwise everybody may follow."
        />
      )}
      {data !== null && data.length > 0 && (
        <FollowerTable
          caption="Accounts that ask to follow"
          rows={data}
          actions={(follower) => (
            <>
              <FollowRequestActions follower={follower} decisions={decisions} />
              <BlockAction follower={follower} decisions={decisions} />
            </>
          )}
        />
      )}
    </Section>
  );
}

interface FollowingProps extends Loaded<AnswerOf<'GET /api/admin/followers'>> {
  readonly decisions: Decisions;
  readonly offset: number;
  readonly onGo: (offset: number) => void;
}

function Following({ data, decisions, fault, offset, onGo }: FollowingProps) {
  return (
    <Section title="Who follows" text="The newest first.">
      {fault !== null && <Fault text={fault} />}
      {data === null && fault === null && <Busy words="Reading who follows…" />}
      {data?.total === 0 && (
        <Empty
          title="Nobody follows yet"
          text="People find the channel by its account, and by the button below the picture."
        />
      )}
      {data !== null && data.results.length > 0 && (
        <FollowerTable
          caption="Accounts that follow"
          rows={data.results}
          when={{ title: 'Since', cell: ({ timestamp }) => timestamp !== null && <Moment at={timestamp} /> }}
          actions={(follower) => (
            <>
              <Action isSmall label={`Remove ${follower.username}`} onPress={() => decisions.remove(follower)}>
                Remove
              </Action>
              <BlockAction follower={follower} decisions={decisions} />
            </>
          )}
        />
      )}
      <Pager offset={offset} limit={limit} total={data?.total ?? 0} onGo={onGo} />
    </Section>
  );
}

function BlockAction({ follower, decisions }: { readonly follower: Follower; readonly decisions: Decisions }) {
  return (
    <Action isSmall tone="danger" label={`Block ${follower.username}`} onPress={() => decisions.block(follower)}>
      Block
    </Action>
  );
}

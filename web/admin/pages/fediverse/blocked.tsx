import { Action } from '../../kit/action.tsx';
import { Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { useLoad } from '../../kit/load.ts';
import { Moment } from '../../kit/moment.tsx';
import { BlockAccount } from './block-account.tsx';
import { useDecisions } from './decisions.ts';
import { FollowerTable } from './follower-table.tsx';

/** Accounts to which nobody listens. */
export function Blocked() {
  const { data, fault, reload } = useLoad('GET /api/admin/followers/blocked', {});
  const { unblock } = useDecisions(reload);
  return (
    <>
      <Section title="Blocked accounts" text="They cannot follow, and nothing of theirs is listened to.">
        {fault !== null && <Fault text={fault} />}
        {data === null && fault === null && <Busy words="Reading who is blocked…" />}
        {data?.length === 0 && (
          <Empty title="No account is blocked" text="Who follows is blocked under Followers; anybody else below." />
        )}
        {data !== null && data.length > 0 && (
          <FollowerTable
            caption="Blocked accounts"
            rows={data}
            when={{ title: 'Since', cell: ({ disabledAt }) => disabledAt !== null && <Moment at={disabledAt} /> }}
            actions={(follower) => (
              <Action isSmall label={`Unblock ${follower.username}`} onPress={() => unblock(follower)}>
                Unblock
              </Action>
            )}
          />
        )}
      </Section>
      <BlockAccount onBlocked={reload} />
    </>
  );
}

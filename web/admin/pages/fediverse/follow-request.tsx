import { Action } from '../../kit/action.tsx';
import type { Decisions } from './decisions.ts';
import type { Follower } from './follower-table.tsx';

/** The answers to somebody who asks to follow. */
export function FollowRequestActions({
  follower,
  decisions,
}: {
  readonly follower: Follower;
  readonly decisions: Decisions;
}) {
  return (
    <>
      <Action isSmall label={`Approve ${follower.username}`} onPress={() => decisions.approve(follower)}>
        Approve
      </Action>
      <Action isSmall label={`Reject ${follower.username}`} onPress={() => decisions.reject(follower)}>
        Reject
      </Action>
    </>
  );
}

import { useAct } from '../../kit/act.ts';
import { useStudio } from '../../studio.ts';
import type { Follower } from './follower-table.tsx';
import { handleOf } from './words.ts';

export type Decisions = ReturnType<typeof useDecisions>;

/** What can be decided about an account, and what is said of it. */
export function useDecisions(reload: () => Promise<void>) {
  const act = useAct();
  const { questions } = useStudio();
  const decide = async ({ link, username }: Follower, approved: boolean): Promise<void> => {
    const said = `${handleOf(username)} ${approved ? 'follows now.' : 'is blocked.'}`;
    if (await act('POST /api/admin/followers/approve', { body: { actorIRI: link, approved } }, said)) await reload();
  };
  const forget = async ({ link }: Follower, said: string): Promise<void> => {
    if (await act('POST /api/admin/followers/remove', { body: { actorIRI: link } }, said)) await reload();
  };
  return {
    approve: (follower: Follower) => decide(follower, true),
    reject: (follower: Follower) => forget(follower, `${handleOf(follower.username)} was turned away.`),
    unblock: (follower: Follower) => forget(follower, `${handleOf(follower.username)} may ask to follow again.`),
    block: async (follower: Follower): Promise<void> => {
      const agreed = await questions.confirm({
        title: `Block ${handleOf(follower.username)}?`,
        text: 'It follows no more, and nothing that it does or says is listened to until you unblock it.',
        label: 'Block',
        isDanger: true,
      });
      if (agreed) await decide(follower, false);
    },
    remove: async (follower: Follower): Promise<void> => {
      const agreed = await questions.confirm({
        title: `Remove ${handleOf(follower.username)}?`,
        text: 'It follows no more, and may follow again. To keep it away, block it.',
        label: 'Remove',
        isDanger: true,
      });
      if (agreed) await forget(follower, `${handleOf(follower.username)} follows no more.`);
    },
  };
}

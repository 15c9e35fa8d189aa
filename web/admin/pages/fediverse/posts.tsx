import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import { useAct } from '../../kit/act.ts';
import { Action } from '../../kit/action.tsx';
import { Badge, Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { useLoad } from '../../kit/load.ts';
import { Moment } from '../../kit/moment.tsx';
import { Pager } from '../../kit/pager.tsx';
import { useStudio } from '../../studio.ts';
import { PostText } from './post-text.tsx';
import { WritePost } from './write-post.tsx';

type Post = AnswerOf<'GET /api/admin/federation/posts'>['results'][number];

const limit = 20;

/** Says something to followers, and shows what was said. */
export function Posts() {
  const [offset, setOffset] = useState(0);
  const query = { offset: String(offset), limit: String(limit) };
  const { data, fault, reload } = useLoad('GET /api/admin/federation/posts', { query });
  return (
    <>
      <WritePost onSent={reload} />
      <Section title="What you said" text="The newest first.">
        {fault !== null && <Fault text={fault} />}
        {data === null && fault === null && <Busy words="Reading what was said…" />}
        {data?.total === 0 && (
          <Empty
            title="Nothing was said yet"
            text="What you write stands here, and what was sent when you went live."
          />
        )}
        {data !== null && data.results.length > 0 && (
          <ul class="entries">
            {data.results.map((post) => (
              <PostRow key={post.iri} post={post} reload={reload} />
            ))}
          </ul>
        )}
        <Pager offset={offset} limit={limit} total={data?.total ?? 0} onGo={setOffset} />
      </Section>
    </>
  );
}

function PostRow({ post, reload }: { readonly post: Post; readonly reload: () => Promise<void> }) {
  const act = useAct();
  const { questions } = useStudio();
  const { iri, content, createdAt, isLiveNotice } = post;
  const takeBack = async (): Promise<void> => {
    const agreed = await questions.confirm({
      title: 'Take the post back?',
      text: 'It goes from here, and the servers of all followers are asked to remove it. It cannot be brought back.',
      label: 'Take back',
      isDanger: true,
    });
    if (!agreed) return;
    if (await act('POST /api/admin/federation/posts/delete', { body: { iri } }, 'The post is taken back.'))
      await reload();
  };
  return (
    <li>
      <div class="entry-head">
        <span class="quiet">
          <Moment at={createdAt} />
        </span>
        {isLiveNotice && <Badge>Went live</Badge>}
      </div>
      <PostText html={content} />
      <div class="entry-actions">
        <Action isSmall tone="danger" busy="Taking back…" onPress={takeBack}>
          Take back
        </Action>
      </div>
    </li>
  );
}

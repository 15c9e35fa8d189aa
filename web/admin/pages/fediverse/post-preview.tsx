import { useEffect, useState } from 'preact/hooks';
import type { AnswerOf, SentOf } from '../../../../internal/http/contract/caller-types.ts';
import { Badge } from '../../kit/blocks.tsx';
import { useLoad } from '../../kit/load.ts';
import { useStudio } from '../../studio.ts';
import { faultOf } from '../../studio-api.ts';
import { PostText } from './post-text.tsx';
import { handleOf } from './words.ts';

export type PostWish = SentOf<'POST /api/admin/federation/preview'>['body'];
type Preview = AnswerOf<'POST /api/admin/federation/preview'>;

/** The server is asked once typing rests for so long. */
const restMs = 300;

/** A post exactly as followers would get it, by the server that writes it. */
export function PostPreview({ wish }: { readonly wish: PostWish }) {
  const { api, settings } = useStudio();
  const [shown, setShown] = useState<Preview | string | null>(null);
  const { data } = useLoad('GET /api/config', {});
  const isOn = data?.federation.enabled === true;
  const key = JSON.stringify(wish);
  useEffect(() => {
    if (!isOn) return undefined;
    let isGone = false;
    const ask = async (): Promise<void> => {
      const reply = await api.call('POST /api/admin/federation/preview', { body: wish });
      if (!isGone) setShown(reply.kind === 'answered' ? reply.body : faultOf(reply));
    };
    const timer = setTimeout(() => void ask(), restMs);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [key, isOn, settings.revision.value]);
  if (data !== null && !isOn) return <p class="quiet">It is shown once the channel is on the fediverse.</p>;
  if (shown === null) return null;
  if (typeof shown === 'string') return <p class="quiet">{shown}</p>;
  return <PreviewCard preview={shown} altText={wish.kind === 'live' ? (wish.altText ?? '') : null} />;
}

/** `altText` is of the picture that comes along once there is one; null for none. */
function PreviewCard({ preview, altText }: { readonly preview: Preview; readonly altText: string | null }) {
  const { account, content, isPublic, isSensitive, language, mayBeQuoted, name, tags, warning } = preview;
  return (
    <section class="fediverse-preview" aria-label="What followers get">
      <p>
        <bdi class="strong">{name}</bdi> <span class="quiet fediverse-name">{handleOf(account)}</span>
      </p>
      {warning !== null && (
        <p class="fediverse-warning">
          <span class="quiet">Behind a warning: </span>
          <span dir="auto">{warning}</span>
        </p>
      )}
      <div lang={language ?? undefined}>
        <PostText html={content} />
      </div>
      {altText !== null && (
        <figure class="fediverse-picture">
          <p>{isSensitive ? 'The picture, covered until it is pressed' : 'A picture of what is on air'}</p>
          <figcaption class="quiet">
            {altText === '' ? 'It has no description for those who cannot see it.' : <>Described as “{altText}”</>}
          </figcaption>
        </figure>
      )}
      <p class="badges">
        <Badge>{isPublic ? 'Public' : 'For followers alone'}</Badge>
        <Badge>{language === null ? 'No language' : `Language: ${language}`}</Badge>
        <Badge>{mayBeQuoted ? 'May be quoted' : 'May not be quoted'}</Badge>
        <Badge>{tags.length === 0 ? 'Found by no tag' : `Found by ${tags.join(' ')}`}</Badge>
      </p>
    </section>
  );
}

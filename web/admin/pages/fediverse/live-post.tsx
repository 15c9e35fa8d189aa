import { Section } from '../../kit/blocks.tsx';
import { useStudio } from '../../studio.ts';
import { PostPreview } from './post-preview.tsx';

/** The post that tells of a broadcast, with what is being changed below and not saved yet. */
export function LivePost() {
  const { settings } = useStudio();
  if (settings.rows.value === null) return null;
  const text = settings.text('federation-live-message');
  const wish = {
    kind: 'live',
    text,
    altText: settings.text('federation-alt-text'),
    language: settings.text('federation-language'),
    warning: settings.text('federation-content-warning'),
  } as const;
  return (
    <Section title="The post when you go live" text="As followers would get it now, with what you change below.">
      {text.trim() === '' ? <p>Nothing is sent while the message is empty.</p> : <PostPreview wish={wish} />}
    </Section>
  );
}

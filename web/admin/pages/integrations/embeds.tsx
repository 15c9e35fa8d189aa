import { Section } from '../../kit/blocks.tsx';
import { CopyButton } from '../../kit/copy.tsx';
import { useStudio } from '../../studio.ts';
import { embedPieces } from './embed-code.ts';

/** How the channel is shown elsewhere. */
export function Embeds() {
  const { settings } = useStudio();
  const given = settings.rows.value?.get('public-url')?.value ?? '';
  const origin = given === '' ? location.origin : given.replace(/\/+$/, '');
  return (
    <>
      {embedPieces(origin).map(({ title, text, code }) => (
        <Section key={title} title={title} text={text} actions={<CopyButton text={code} what={`code: ${title}`} />}>
          <pre class="code-block" tabIndex={0}>
            {code}
          </pre>
        </Section>
      ))}
    </>
  );
}

import { Busy, Fault, Section } from '../../kit/blocks.tsx';
import { CopyButton } from '../../kit/copy.tsx';
import { useLoad } from '../../kit/load.ts';

/** The source on air may be another. */
const periodMs = 10_000;

/** What OBS needs to make all qualities itself, to be copied: a way out for a server that is too small for them. */
export function ObsLadder() {
  const { data, fault } = useLoad('GET /api/admin/obs/multitrack', {}, { everyMs: periodMs });
  if (data === null) return fault === null ? <Busy words="Asking what goes into OBS…" /> : <Fault text={fault} />;
  const text = JSON.stringify(data, null, 2);
  const [source, ...smaller] = data.encoder_configurations;
  const sizes = smaller.map(({ width, height }) => `${Math.min(width, height)}p`);
  return (
    <Section
      title="Let OBS make them"
      text="OBS 31 and newer can make all qualities on the streamer’s machine and send them together. This server then makes none and passes them on."
      actions={<CopyButton text={text} what="override for OBS" />}
    >
      <ol class="obs-steps">
        <li>
          Copy the override.{' '}
          {source !== undefined &&
            `It follows the source on air, and is for the usual one while there is none: now for ${source.width} × ${source.height}. ${
              sizes.length === 0
                ? 'Nothing that is saved here is smaller.'
                : `Saved here, and no larger than that: ${sizes.join(', ')}.`
            }`}
        </li>
        <li>In OBS, open Settings, Stream, and tick “Enable Multitrack Video”.</li>
        <li>Paste it into “Config Override (JSON)”, press OK, and start streaming.</li>
      </ol>
      <details>
        <summary>Show the override</summary>
        <pre class="obs-override" tabIndex={0}>
          <code>{text}</code>
        </pre>
      </details>
    </Section>
  );
}

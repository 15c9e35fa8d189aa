import { Busy, Fault, Section } from '../../kit/blocks.tsx';
import { CopyButton } from '../../kit/copy.tsx';
import { useLoad } from '../../kit/load.ts';

/** What OBS needs to make all qualities itself, to be copied: a way out for a server that is too small for them. */
export function ObsLadder() {
  const { data, fault } = useLoad('GET /api/admin/obs/multitrack', {});
  if (data === null) return fault === null ? <Busy words="Asking what goes into OBS…" /> : <Fault text={fault} />;
  const text = JSON.stringify(data, null, 2);
  const sizes = data.encoder_configurations.map(({ height }) => `${height}p`);
  return (
    <Section
      title="Let OBS make them"
      text="OBS 31 and newer can make all qualities on the streamer’s machine and send them together. This server then makes none and passes them on."
      actions={<CopyButton text={text} what="override for OBS" />}
    >
      <ol class="obs-steps">
        <li>Copy the override. It has what is saved here: {sizes.join(', ')}.</li>
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

import { Busy, Fault, Section } from '../../kit/blocks.tsx';
import { CopyButton, Secret } from '../../kit/copy.tsx';
import { useLoad } from '../../kit/load.ts';
import { useStudio } from '../../studio.ts';
import { encoderAddress } from './encoder-address.ts';
import { StepActions } from './step-actions.tsx';

/** Where the encoder sends to, with which key, and what to press in OBS. */
export function KeyStep() {
  const { firstRun, settings } = useStudio();
  const { data, fault } = useLoad('GET /api/admin/serverconfig', {});
  if (fault !== null) return <Fault text={fault} />;
  if (data === null) return <Busy words="Reading the stream key…" />;
  const rows = settings.rows.value;
  const hasCertificate = ['tls-certificate', 'acme-host'].some((name) => rows?.get(name)?.isSet === true);
  const securePort = hasCertificate ? Number(rows?.get('rtmps-port')?.value ?? 1936) : null;
  const { server, secureServer, keys } = encoderAddress(data, location.hostname, securePort);
  const [first] = keys;
  return (
    <Section
      title="Tell your encoder where to send"
      text="Whoever has the key can be on air: show it to nobody, and not on a stream."
    >
      <dl class="copy-list">
        <div>
          <dt>Server</dt>
          <dd>
            <code>{server}</code>
            <CopyButton text={server} what="server address" />
          </dd>
        </div>
        {secureServer !== null && (
          <div>
            <dt>Server, encrypted</dt>
            <dd>
              <code>{secureServer}</code>
              <CopyButton text={secureServer} what="encrypted server address" />
            </dd>
          </div>
        )}
        <div>
          <dt>Stream key</dt>
          <dd>
            {data.streamKeyOverridden ? (
              'The one that was given when the server was started, with --stream-key.'
            ) : first === undefined ? (
              'There is none yet. Make one under Video.'
            ) : (
              <Secret text={first.key} what="stream key" />
            )}
          </dd>
        </div>
      </dl>
      <ObsSteps />
      <StepActions back="name" label="Go on" onNext={() => firstRun.goTo('picture')} />
    </Section>
  );
}

function ObsSteps() {
  return (
    <>
      <h3>In OBS</h3>
      <ol class="how-to">
        <li>
          Open <b>Settings → Stream</b>. As Service choose <b>Custom…</b>
        </li>
        <li>Paste the server and the stream key from above.</li>
        <li>
          Under <b>Settings → Output</b> choose H.264, 2500 to 6000 kbit/s, and a keyframe interval of <b>2 s</b>.
        </li>
        <li>
          Press <b>Start Streaming</b>. The channel is on air a second later.
        </li>
      </ol>
    </>
  );
}

import { Action } from '../../kit/action.tsx';
import { Busy, Fault, Section } from '../../kit/blocks.tsx';
import { Secret } from '../../kit/copy.tsx';
import { Link } from '../../kit/link.tsx';
import { useLoad } from '../../kit/load.ts';
import { faultOf } from '../../studio-api.ts';
import { useStudio } from '../../studio.ts';
import { ServerAddress } from '../video/server-address.tsx';

/** What goes into OBS, and a picture of the server's own for trying everything out. */
export function GoLive() {
  const { api, notes, station } = useStudio();
  const { data, fault } = useLoad('GET /api/admin/serverconfig', {});
  if (data === null) return fault === null ? <Busy words="Reading the stream keys…" /> : <Fault text={fault} />;
  const key = data.streamKeys[0];
  const tryOut = async (): Promise<void> => {
    const reply = await api.call('POST /api/admin/testpicture/start');
    const problem = faultOf(reply);
    notes.tell(
      problem === null ? 'good' : 'bad',
      problem ?? 'The test picture is on its way; it is on air in a few seconds.',
    );
    await station.refresh();
  };
  return (
    <Section
      title="Go on air"
      text="In OBS: Settings, Stream, Service “Custom…”. Put these two in, then press Start Streaming."
    >
      <dl class="now-address">
        <dt>Server</dt>
        <dd>
          <ServerAddress port={data.rtmpServerPort} />
        </dd>
        <dt>Stream key</dt>
        <dd>
          {key === undefined ? (
            <>
              There is none yet. <Link to="video/keys">Make one</Link>
            </>
          ) : (
            <Secret text={key.key} what="stream key" />
          )}
        </dd>
      </dl>
      <p class="quiet">No encoder at hand? The server can send a picture of its own, of which nobody is told.</p>
      <div>
        <Action onPress={tryOut} busy="Starting the test picture…">
          Put the test picture on air
        </Action>
      </div>
    </Section>
  );
}

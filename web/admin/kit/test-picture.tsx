import { useState } from 'preact/hooks';
import { useStudio } from '../studio.ts';
import { faultOf } from '../studio-api.ts';
import { Action } from './action.tsx';
import { Fault } from './blocks.tsx';
import { useLoad } from './load.ts';
import { writeTime } from './times.ts';

/** Starts and stops the test picture, and shows it in the player that viewers see. */
export function TestPicture() {
  const { api, station } = useStudio();
  const { data, fault, reload } = useLoad('GET /api/admin/testpicture', {}, { everyMs: 1000 });
  const [refusal, setRefusal] = useState<string | null>(null);
  const ask = (name: 'POST /api/admin/testpicture/start' | 'POST /api/admin/testpicture/stop') => async () => {
    setRefusal(faultOf(await api.call(name)));
    await Promise.all([reload(), station.refresh()]);
  };
  const state = data?.state ?? 'off';
  const endsAt = data?.endsAt ?? null;
  const words = refusal ?? fault ?? data?.note ?? null;
  return (
    <div class="test-picture" data-state={state}>
      <div class="test-screen">
        {state === 'on' ? (
          <iframe src="/embed/video" title="The channel as viewers see it" allow="autoplay; fullscreen" />
        ) : (
          <p role="status">
            {state === 'starting' ? 'The test picture is coming: this takes a few seconds.' : 'Nothing is on air.'}
          </p>
        )}
      </div>
      {words !== null && <Fault text={words} />}
      <div class="test-actions">
        {state === 'off' ? (
          <Action tone="main" onPress={ask('POST /api/admin/testpicture/start')} busy="Starting…">
            Put the test picture on air
          </Action>
        ) : (
          <Action onPress={ask('POST /api/admin/testpicture/stop')} busy="Stopping…">
            Take it off air
          </Action>
        )}
        {state === 'on' && endsAt !== null && (
          <p class="quiet">On air. It ends by itself at {writeTime(endsAt, 'clock')}.</p>
        )}
      </div>
    </div>
  );
}

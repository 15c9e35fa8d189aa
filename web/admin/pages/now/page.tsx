import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import { formatDuration } from '../../../shared/format.ts';
import { Busy, Fault, PageHead } from '../../kit/blocks.tsx';
import { useLoad } from '../../kit/load.ts';
import { useStudio } from '../../studio.ts';
import { Chat } from './chat.tsx';
import { GoLive } from './go-live.tsx';
import { Inbound } from './inbound.tsx';
import { LogTail } from './log-tail.tsx';
import { Preview } from './preview.tsx';
import { Renditions } from './renditions.tsx';
import { ViewersHour } from './viewers-hour.tsx';

export type ControlRoom = AnswerOf<'GET /api/admin/now'>;

const periodMs = 2000;

/** The control room: what is on air, what arrives, what is made of it, who watches, and what the server says. */
export function Page() {
  const { clock } = useStudio();
  const { data, fault } = useLoad('GET /api/admin/now', {}, { everyMs: periodMs });
  if (data === null) return fault === null ? <Busy words="Asking how the broadcast goes…" /> : <Fault text={fault} />;
  const isOnAir = data.phase !== 'offline';
  return (
    <>
      <PageHead title="Now" text={sentenceOf(data, clock.wallMs())} />
      {fault !== null && <Fault text={fault} />}
      <div class="now-grid">
        <div class="now-column">
          <Preview phase={data.phase} />
          {isOnAir ? <Renditions room={data} /> : <GoLive />}
          <ViewersHour />
          <LogTail />
        </div>
        <div class="now-column">
          {data.inbound !== null && <Inbound inbound={data.inbound} encoder={data.encoder} />}
          <Chat />
        </div>
      </div>
    </>
  );
}

function sentenceOf(room: ControlRoom, nowMs: number): string {
  if (room.startedAt === null) return 'Nobody is on air. Everything that is needed to change that stands below.';
  const length = formatDuration(nowMs - Date.parse(room.startedAt));
  const what = room.isTest ? 'The test picture has been on air' : 'On air';
  const latency = room.latencySeconds === null ? '' : ` Viewers are ${room.latencySeconds.toFixed(1)} s behind.`;
  return `${what} for ${length}. The processor is ${room.cpuPercent} % busy.${latency}`;
}

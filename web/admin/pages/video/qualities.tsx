import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import { Action } from '../../kit/action.tsx';
import { Busy, Section } from '../../kit/blocks.tsx';
import { useLoad } from '../../kit/load.ts';
import { effectOf, Setting } from '../../settings/setting.tsx';
import { faultOf } from '../../studio-api.ts';
import { useStudio } from '../../studio.ts';
import { EncoderChoice } from './encoder-choice.tsx';
import { LadderModes } from './ladder-modes.tsx';
import { type LadderText, newRung, readLadder, type RungText, writeLadder } from './ladder-text.ts';
import { ObsLadder } from './obs-ladder.tsx';
import { type CodecOffer, RungCard } from './rung-card.tsx';
import { appliesEntry, coresEntry } from './settings.ts';
import { TrialReport } from './trial-report.tsx';
import { trialSpeeds } from './trial-speeds.ts';

export type LadderTrial = AnswerOf<'POST /api/admin/video/ladder/try'>;

const mostRungs = 5;
/** What works here is found in the background. */
const lookEveryMs = 10_000;
/** Offered one after the other, each next one smaller. */
const usualRungs = [newRung('1080', '4500'), newRung('720', '2500'), newRung('480', '1200'), newRung('360', '700')];

/** The next usual quality that is not there yet; the smallest once more where all are. */
function nextRung(rungs: readonly RungText[]): RungText {
  const free = usualRungs.find(({ height }) => !rungs.some((rung) => rung.height === height));
  return free ?? newRung('240', '350');
}

/** Trying a ladder out, and what came of it; a trial of another ladder, or by another encoder, is no longer shown. */
function useTrial(text: string) {
  const { api, notes, settings } = useStudio();
  const encoder = settings.text('video-encoder');
  const tried = `${encoder} ${text}`;
  const [last, setLast] = useState<{ readonly tried: string; readonly trial: LadderTrial } | null>(null);
  const [isRunning, setRunning] = useState(false);
  const run = async (): Promise<void> => {
    setRunning(true);
    const reply = await api.call('POST /api/admin/video/ladder/try', {
      body: { ladder: text, ...(encoder !== '' && { encoder: encoder as 'libx264' }) },
    });
    setRunning(false);
    if (reply.kind === 'answered') setLast({ tried, trial: reply.body });
    else notes.tell('bad', faultOf(reply) ?? '');
  };
  return { run, isRunning, trial: last?.tried === tried ? last.trial : null };
}

/** The codecs that renditions can be made in here; H.264 while that is not known. */
function useCodecs(): readonly CodecOffer[] {
  const { data } = useLoad('GET /api/admin/video/codecs', {}, { everyMs: lookEveryMs });
  const working = data?.flatMap(({ codec, title, state, encoderTitle }) =>
    state === 'works' && encoderTitle !== null ? [{ codec, title, encoderTitle }] : [],
  );
  const hasUsual = working?.some(({ codec }) => codec === 'h264') === true;
  return hasUsual ? (working ?? []) : [{ codec: 'h264', title: 'H.264', encoderTitle: '' }, ...(working ?? [])];
}

interface RungsNeeds {
  readonly ladder: LadderText;
  readonly trial: LadderTrial | null;
  readonly onWrite: (rungs: readonly RungText[]) => void;
}

/** The qualities that are asked for, each on a card of its own. */
function Rungs({ ladder: { rungs }, trial, onWrite }: RungsNeeds) {
  const codecs = useCodecs();
  const speeds = trial === null ? [] : trialSpeeds(rungs, trial);
  return (
    <>
      {rungs.map((rung, index) => (
        <RungCard
          key={index}
          rung={rung}
          codecs={codecs}
          speed={speeds[index] ?? null}
          onWrite={(changed) => onWrite(rungs.map((one, place) => (place === index ? changed : one)))}
          onRemove={() => onWrite(rungs.filter((_, place) => place !== index))}
        />
      ))}
    </>
  );
}

/** The ladder: which qualities are made besides the source, what they cost, and who makes them. */
export function Qualities() {
  const { settings } = useStudio();
  const row = settings.rows.value?.get('ladder');
  const text = settings.text('ladder');
  const { run, isRunning, trial } = useTrial(text);
  if (row === undefined) return <Busy words="Reading the qualities…" />;
  const ladder = readLadder(text);
  const setRungs = (rungs: readonly RungText[]): void => settings.write('ladder', writeLadder({ ...ladder, rungs }));
  const fault = settings.faults.value.get('ladder');
  return (
    <>
      <Section
        title="Qualities"
        text="The picture as your encoder sends it is always there, and costs nothing. Smaller ones are made besides it, for viewers whose line is slower."
      >
        <LadderModes ladder={ladder} />
        {fault !== undefined && (
          <p class="field-fault" role="alert">
            {fault}
          </p>
        )}
        {effectOf(row) !== undefined && <p class="effect">{effectOf(row)}</p>}
      </Section>
      <Rungs ladder={ladder} trial={trial} onWrite={setRungs} />
      <div class="page-actions">
        {ladder.mode === 'list' && (
          <Action
            onPress={() => setRungs([...ladder.rungs, nextRung(ladder.rungs)])}
            unless={ladder.rungs.length >= mostRungs && `At most ${mostRungs} besides the source.`}
          >
            Add a quality
          </Action>
        )}
        {ladder.mode !== 'off' && (
          <Action onPress={run} busy="Trying it on this machine…">
            Try it on this machine
          </Action>
        )}
      </div>
      {isRunning && (
        <Busy words="Three seconds of a lively picture are being made into these qualities, together and each alone. This takes up to 17 seconds." />
      )}
      {trial !== null && !isRunning && <TrialReport trial={trial} />}
      <EncoderChoice />
      <ObsLadder />
      <Section title="How changes come about">
        <Setting entry={appliesEntry} />
        <Setting entry={coresEntry} />
      </Section>
    </>
  );
}

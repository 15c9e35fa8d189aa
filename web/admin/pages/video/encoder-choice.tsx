import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import { useAct } from '../../kit/act.ts';
import { Action } from '../../kit/action.tsx';
import { Badge, Busy, Section } from '../../kit/blocks.tsx';
import { useLoad } from '../../kit/load.ts';
import { effectOf } from '../../settings/setting.tsx';
import { useStudio } from '../../studio.ts';

const periodMs = 4000;

type Encoder = AnswerOf<'GET /api/admin/video/encoders'>[number];

/** One that can be chosen, or is chosen and cannot do it. */
function Option({ encoder, isOn }: { readonly encoder: Encoder; readonly isOn: boolean }) {
  const { settings } = useStudio();
  const { name, title, reason, state, isChosen, isHardware } = encoder;
  return (
    <label class="option">
      <input type="radio" name="video-encoder" checked={isOn} onChange={() => settings.write('video-encoder', name)} />
      <span>
        <strong>{title}</strong>
        {state === 'fails' ? (
          <span class="encoder-fails">
            <Badge tone="warn">Does not work here</Badge>
            <span>
              {isChosen && isHardware && 'The processor (libx264) makes the smaller qualities in its place. '}
              {reason}
            </span>
          </span>
        ) : (
          <span class="help">{state === 'late' ? reason : name}</span>
        )}
      </span>
    </label>
  );
}

/** Who makes the smaller qualities: only what works on this machine can be chosen. */
export function EncoderChoice() {
  const { settings } = useStudio();
  const act = useAct();
  const { data, fault, reload } = useLoad('GET /api/admin/video/encoders', {}, { everyMs: periodMs });
  const row = settings.rows.value?.get('video-encoder');
  const chosen = settings.text('video-encoder');
  const tryAgain = async (): Promise<void> => {
    const said = 'The encoders are being tried, one after the other. What came of it stands here some seconds later.';
    if (await act('POST /api/admin/video/encoders/try', {}, said)) await reload();
  };
  const usable = data?.filter(({ state, name }) => state === 'works' || name === chosen) ?? [];
  const others = data?.filter((one) => !usable.includes(one)) ?? [];
  return (
    <Section
      title="Encoder"
      text="What makes the smaller qualities. Each was tried by encoding a second with it; where a chip fails on air, the processor takes over."
      actions={
        <Action isSmall onPress={tryAgain} busy="Trying…">
          Try them again
        </Action>
      }
    >
      {data === null ? (
        <Busy words={fault ?? 'Asking what works here…'} />
      ) : (
        <fieldset class="options" id="setting-video-encoder" tabIndex={-1}>
          <legend class="unseen">Encoder</legend>
          {usable.map((encoder) => (
            <Option key={encoder.name} encoder={encoder} isOn={encoder.name === chosen} />
          ))}
        </fieldset>
      )}
      {row !== undefined && <p class="effect">{effectOf(row)}</p>}
      {others.length > 0 && (
        <details>
          <summary>
            {others.length} others {others.every(({ state }) => state === 'fails') ? 'do' : 'may'} not work here
          </summary>
          <ul class="reasons">
            {others.map(({ name, title, reason, state }) => (
              <li key={name}>
                <strong>{title}</strong> {state === 'untried' ? 'Not tried yet.' : reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}

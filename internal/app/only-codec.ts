import { codecNames } from '../media/codec-names.ts';
import type { VideoConfig } from '../media/packet.ts';
import type { RenditionPlan } from '../media/rendition.ts';
import { encoderNamed } from '../transcode/encoders/catalogue.ts';
import type { RenditionState } from './events.ts';

/** The pictures of the broadcast on air. */
interface Pictures {
  /** Codecs of those that the encoder sends. */
  readonly sent: readonly VideoConfig['codec'][];
  readonly plans: readonly RenditionPlan[];
  /** Where those of the plans stand: what was lost comes back within seconds or is given up, and what nothing is said of yet is on its way. */
  readonly states: readonly Pick<RenditionState, 'index' | 'state'>[];
}

/** The codec of the picture by its name, where nothing that is sent or made is in H.264, which every browser has; else null. */
export function onlyCodec({ sent, plans, states }: Pictures): string | null {
  const [codec] = sent;
  const givenUp = new Set(states.flatMap(({ index, state }) => (state === 'shed' ? [index] : [])));
  const made = plans.filter(({ index }) => !givenUp.has(index)).map(({ encoder }) => encoderNamed(encoder).codec);
  return codec === undefined || sent.includes('avc') || made.includes('h264') ? null : codecNames[codec];
}

import type { RenditionPlan } from '../media/rendition.ts';
import { encoderNamed } from './encoders/catalogue.ts';

/** Whether it is made besides those in H.264, for who has a decoder. */
export function isExtra({ encoder }: Pick<RenditionPlan, 'encoder'>): boolean {
  return encoderNamed(encoder).codec !== 'h264';
}

/** Which of the renditions that are made go before the others do: what was tried again, and else what not every viewer can see. */
export function firstToGo<Track extends { readonly plan: RenditionPlan; readonly tries: number }>(
  running: readonly Track[],
): Track[] {
  const returned = running.filter(({ tries }) => tries > 0);
  return returned.length > 0 ? returned : running.filter(({ plan }) => isExtra(plan));
}

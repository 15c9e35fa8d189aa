import type { VideoConfig } from '../media/packet.ts';

/**
 * ffmpeg's filter that makes one whole picture of two fields, at the time of the first; none for a source that needs none. To stand before all
 * others: scaling mixes the lines. It looks at the pictures before and after, so each comes out when the next is there. A decoder that tells which
 * pictures are interlaced is believed; one that gives fields as pictures has nothing to part.
 */
export function deinterlacing(interlacing: VideoConfig['interlacing']): string[] {
  if (interlacing === undefined || interlacing === 'fields') return [];
  return [`bwdif=mode=send_frame:deint=${interlacing === 'possible' ? 'interlaced' : 'all'}`];
}

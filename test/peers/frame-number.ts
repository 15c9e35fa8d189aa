/**
 * How a frame's number is drawn into the picture: 16 bars across the top, the most significant bit at the left, white for
 * one. The bars are so wide that a rendition of a quarter of the size still shows them.
 */
export const FRAME_NUMBER_BITS = 16;

/** Height of the bars as a share of the picture's height. */
export const BAR_HEIGHT_SHARE = 1 / 15;

/** One grey byte for each bar, left to right, for raw video of 16 x 1 pixels. */
export function frameNumberPixels(frameNumber: number): Buffer {
  const pixels = Buffer.alloc(FRAME_NUMBER_BITS);
  for (let bit = 0; bit < FRAME_NUMBER_BITS; bit += 1) {
    pixels[bit] = (frameNumber >> (FRAME_NUMBER_BITS - 1 - bit)) & 1 ? 255 : 0;
  }
  return pixels;
}

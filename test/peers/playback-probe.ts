/** What the probe inside a page has seen; plain data, since it crosses from the browser to the rig. */
export interface PlaybackReport {
  /** Frames shown since the previous report: wall clock at which the page could read it back, and the number in it (-1: not read). */
  readonly frames: readonly (readonly [wallMs: number, frameNumber: number])[];
  /** Waits of more than 300 ms from one new frame to the next, by when they ended, since the page was loaded. */
  readonly stalls: readonly { readonly endedWallMs: number; readonly lengthMs: number }[];
  /** `waiting` events after the first frame. */
  readonly waitingEvents: number;
  readonly loadedWallMs: number;
  readonly firstFrameWallMs: number | null;
  readonly lastFrameWallMs: number | null;
  /** Height of the coded picture on the screen, in pixels: which rendition it is, by another witness than the page. */
  readonly pictureHeight: number;
}

declare global {
  interface Window {
    readFrameNumber?: (video: HTMLVideoElement) => number;
    takePlaybackReport?: () => PlaybackReport;
  }
}

/**
 * Runs inside the page, before its scripts: gives the page a function that reads the number out of a picture, -1 where there is none. It
 * is handed over as text, so it must use nothing from this file.
 */
export function installFrameReader(options: { readonly bits: number; readonly barHeightShare: number }): void {
  const cell = 4;
  const canvas = document.createElement('canvas');
  canvas.width = options.bits * cell;
  canvas.height = cell;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const middleRow = cell * canvas.width * (cell / 2);
  window.readFrameNumber = (video) => {
    if (context === null || video.videoWidth === 0) return -1;
    const barHeight = video.videoHeight * options.barHeightShare;
    // The middle half of the bars' height: scaling blurs their edges.
    context.drawImage(video, 0, barHeight / 4, video.videoWidth, barHeight / 2, 0, 0, canvas.width, canvas.height);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
    let number = 0;
    for (let bit = 0; bit < options.bits; bit += 1) {
      const red = pixels[middleRow + (bit * cell + cell / 2) * 4] ?? 0;
      number = number * 2 + (red > 127 ? 1 : 0);
    }
    return number;
  };
}

/**
 * Runs inside the page as well: watches whichever `<video>` there is, frame by frame. The number is read from every `readEvery`-th frame,
 * since reading costs processor time that the page's own work needs.
 */
export function installPlaybackProbe(options: { readonly readEvery: number; readonly stallMs: number }): void {
  let frames: [number, number][] = [];
  const stalls: { endedWallMs: number; lengthMs: number }[] = [];
  let waitingEvents = 0;
  let firstFrameWallMs: number | null = null;
  let lastFrameWallMs: number | null = null;
  let pictureHeight = 0;
  let count = 0;

  function onFrame(video: HTMLVideoElement): void {
    const number = count % options.readEvery === 0 ? (window.readFrameNumber?.(video) ?? -1) : -1;
    const wallMs = Date.now();
    count += 1;
    firstFrameWallMs ??= wallMs;
    if (lastFrameWallMs !== null && wallMs - lastFrameWallMs > options.stallMs) {
      stalls.push({ endedWallMs: wallMs, lengthMs: wallMs - lastFrameWallMs });
    }
    lastFrameWallMs = wallMs;
    pictureHeight = video.videoHeight;
    frames.push([wallMs, number]);
    if (frames.length > 100_000) frames = frames.slice(50_000);
    video.requestVideoFrameCallback(() => onFrame(video));
  }

  const watched = new WeakSet<HTMLVideoElement>();
  function findVideo(): void {
    for (const video of document.querySelectorAll('video')) {
      if (watched.has(video)) continue;
      watched.add(video);
      video.requestVideoFrameCallback(() => onFrame(video));
      video.addEventListener('waiting', () => {
        if (firstFrameWallMs !== null) waitingEvents += 1;
      });
    }
  }

  new MutationObserver(findVideo).observe(document, { childList: true, subtree: true });
  window.takePlaybackReport = () => {
    const taken = frames;
    frames = [];
    return {
      frames: taken,
      stalls: [...stalls],
      waitingEvents,
      loadedWallMs: performance.timeOrigin,
      firstFrameWallMs,
      lastFrameWallMs,
      pictureHeight,
    };
  };
}

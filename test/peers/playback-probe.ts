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

interface ProbeOptions {
  readonly bits: number;
  readonly barHeightShare: number;
  /** The number is read from every n-th frame; reading costs processor time that the page's own work needs. */
  readonly readEvery: number;
  readonly stallMs: number;
}

declare global {
  interface Window {
    takePlaybackReport?: () => PlaybackReport;
  }
}

/**
 * Runs inside the page, before its scripts: watches whichever `<video>` there is, frame by frame. It is handed over as text, so it
 * must use nothing from this file.
 */
export function installPlaybackProbe(options: ProbeOptions): void {
  let frames: [number, number][] = [];
  const stalls: { endedWallMs: number; lengthMs: number }[] = [];
  let waitingEvents = 0;
  let firstFrameWallMs: number | null = null;
  let lastFrameWallMs: number | null = null;
  let pictureHeight = 0;
  let count = 0;
  const cell = 4;
  const canvas = document.createElement('canvas');
  canvas.width = options.bits * cell;
  canvas.height = cell;
  const context = canvas.getContext('2d', { willReadFrequently: true });

  function readNumber(video: HTMLVideoElement): number {
    if (context === null || video.videoWidth === 0) return -1;
    const barHeight = video.videoHeight * options.barHeightShare;
    // The middle half of the bars' height: scaling blurs their edges.
    context.drawImage(video, 0, barHeight / 4, video.videoWidth, barHeight / 2, 0, 0, canvas.width, canvas.height);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
    let number = 0;
    for (let bit = 0; bit < options.bits; bit += 1) {
      const at = (cell * canvas.width * Math.floor(cell / 2) + (bit * cell + cell / 2) * 4) | 0;
      number = number * 2 + ((pixels[at] ?? 0) > 127 ? 1 : 0);
    }
    return number;
  }

  function onFrame(video: HTMLVideoElement): void {
    const number = count % options.readEvery === 0 ? readNumber(video) : -1;
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

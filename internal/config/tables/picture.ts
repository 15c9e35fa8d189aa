import { setting } from '../definition.ts';
import * as kinds from '../kinds.ts';
import { videoEncoders } from '../shapes.ts';

/** Settings of the group "Picture". */
export const pictureSettings = {
  ladder: setting({
    group: 'Picture',
    kind: kinds.ladder(),
    defaultText: 'auto',
    help: 'Smaller renditions: auto (what the cores hold), off, or a list such as 720p:2500,720p:1500:codec=av1,480p:1200:fps=30:name=Small.',
    takesEffect: 'next broadcast',
  }),
  cores: setting({
    group: 'Picture',
    kind: kinds.autoOrWholeNumber({ min: 1, max: 256 }),
    defaultText: 'auto',
    help: 'Processor cores that the automatic ladder may count on.',
    takesEffect: 'next broadcast',
  }),
  'video-encoder': setting({
    group: 'Picture',
    kind: kinds.choice('NAME', videoEncoders),
    defaultText: 'libx264',
    help: 'What makes the smaller renditions: the processor (libx264), or a chip; where that fails, libx264 takes over.',
    takesEffect: 'next broadcast',
  }),
  'part-ms': setting({
    group: 'Picture',
    kind: kinds.wholeNumber({ min: 200, max: 1000 }),
    defaultText: '500',
    help: 'Milliseconds of one low-latency part: shorter is less delay and more requests.',
    takesEffect: 'next broadcast',
  }),
  // Below 24 s a playlist delta update has nothing to skip: the skip boundary is at least six target durations of 4 s
  // (rfc8216bis 4.4.3.8). Above 300 s the memory for the window is what one expects of a recording.
  'window-seconds': setting({
    group: 'Picture',
    kind: kinds.wholeNumber({ min: 24, max: 300 }),
    defaultText: '30',
    help: 'Seconds of the stream that a viewer can go back; twice that is held in memory, of every rendition.',
    takesEffect: 'next broadcast',
  }),
  slate: setting({
    group: 'Picture',
    kind: kinds.onOff(),
    defaultText: 'on',
    help: 'Whether viewers see a picture or a video of yours, or the logo and the name, while the encoder is away, and for a moment at the end.',
    takesEffect: 'at once',
  }),
  'ladder-applies': setting({
    group: 'Picture',
    kind: kinds.choice('WHEN', ['next broadcast', 'at once']),
    defaultText: 'next broadcast',
    help: 'When a changed ladder is heeded: by the next broadcast, or at once, with a short break for viewers of the smaller renditions.',
    takesEffect: 'at once',
  }),
} as const;

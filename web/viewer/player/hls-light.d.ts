/** The light build carries no types of its own; for what is used here they are those of the full build. */
declare module 'hls.js/light' {
  export * from 'hls.js';
  export { default } from 'hls.js';
}

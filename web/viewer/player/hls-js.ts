/** The one door to hls.js; the light build has all that live video with muxed sound needs. */
export { default as Hls, ErrorDetails, ErrorTypes, Events } from 'hls.js/light';
export type {
  ErrorData,
  FragLoadedData,
  Fragment,
  HlsConfig,
  Level,
  LevelDetails,
  LoadPolicy,
  MediaFragment,
  Part,
} from 'hls.js/light';

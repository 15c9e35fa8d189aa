import { canDecode } from './decoders.ts';
import { Hls, type HlsConfig } from './hls-js.ts';
import { withoutRepeats } from './ladder.ts';

/** A loader of playlists that shows hls.js of each picture but the one with the sound that this browser is to play: it would change between them. */
export function shorterLists(): NonNullable<HlsConfig['pLoader']> {
  return class ShorterLists extends Hls.DefaultConfig.loader {
    override load(...[context, config, callbacks]: Parameters<InstanceType<HlsConfig['loader']>['load']>): void {
      super.load(context, config, {
        ...callbacks,
        onSuccess: (response, stats, of, details) => {
          const { data, url } = response;
          const isMultivariant = typeof data === 'string' && data.includes('#EXT-X-STREAM-INF');
          const shown = isMultivariant ? { ...response, data: withoutRepeats(data, url, canDecode) } : response;
          callbacks.onSuccess(shown, stats, of, details);
        },
      });
    }
  } as unknown as NonNullable<HlsConfig['pLoader']>;
}

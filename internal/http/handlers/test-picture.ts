import { AerialError } from '../../platform/errors.ts';
import type { Handlers } from '../contract/endpoint.ts';
import type { testPictureEndpoints } from '../contract/test-picture.ts';
import { toTimeOrNull } from '../times.ts';

export interface TestPictureNeeds {
  readonly picture: {
    readonly state: {
      readonly state: 'off' | 'starting' | 'on';
      readonly endsWallMs: number | null;
      readonly note: string | null;
    };
    start(): void;
    end(note: string | null): void;
  };
  /** Whether somebody's broadcast is on air, or waits for the return of its encoder. */
  readonly isTaken: () => boolean;
}

export function testPictureHandlers({ picture, isTaken }: TestPictureNeeds): Handlers<typeof testPictureEndpoints> {
  const tell = () => {
    const { state, endsWallMs, note } = picture.state;
    return { state, endsAt: toTimeOrNull(endsWallMs), note };
  };
  return {
    getTestPicture: tell,
    startTestPicture: () => {
      if (isTaken())
        throw new AerialError('CONFLICT', {
          message: 'Somebody is on air.',
          hint: 'The test picture never takes the place of a broadcast; end that first.',
        });
      picture.start();
      return tell();
    },
    stopTestPicture: () => {
      picture.end(null);
      return tell();
    },
  };
}

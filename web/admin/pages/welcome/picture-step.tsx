import { Section } from '../../kit/blocks.tsx';
import { TestPicture } from '../../kit/test-picture.tsx';
import { useStudio } from '../../studio.ts';
import { StepActions } from './step-actions.tsx';

/** The whole way proved before anybody streams. */
export function PictureStep() {
  const { firstRun } = useStudio();
  return (
    <Section
      title="See it work"
      text="A test picture goes the whole way that your stream will go: into the server, through ffmpeg, to the player below. Nobody is told of it, and it ends by itself."
    >
      <TestPicture />
      <StepActions back="key" label="Go on" onNext={() => firstRun.goTo('links')} />
    </Section>
  );
}

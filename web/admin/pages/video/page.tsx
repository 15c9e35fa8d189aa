import { PageHead } from '../../kit/blocks.tsx';
import { type Tab, Tabs, useTab } from '../../kit/tabs.tsx';
import { Keys } from './keys.tsx';
import { Qualities } from './qualities.tsx';
import { videoTabs } from './tabs.ts';
import { Timing } from './timing.tsx';

const parts: Readonly<Record<string, () => ReturnType<typeof Qualities>>> = {
  '': Qualities,
  timing: Timing,
  keys: Keys,
};

/** What viewers can choose from, how late it comes, and what an encoder needs to get in. */
export function Page() {
  const tabs: readonly Tab[] = videoTabs;
  const Part = parts[useTab(tabs)] ?? Qualities;
  return (
    <>
      <PageHead
        title="Video"
        text="What viewers can choose from, how late it comes, and what an encoder needs to get in."
      />
      <Tabs page="video" tabs={tabs} />
      <Part />
    </>
  );
}

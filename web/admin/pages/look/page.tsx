import { PageHead } from '../../kit/blocks.tsx';
import { Tabs, useTab } from '../../kit/tabs.tsx';
import { SettingsForm } from '../../settings/setting.tsx';
import { Colors } from './colors.tsx';
import { Pictures } from './pictures.tsx';
import { Preview } from './preview.tsx';
import { codeEntries } from './settings.ts';
import { lookTabs } from './tabs.ts';

/** How the channel's page looks, with the page itself beside it. */
export function Page() {
  const tab = useTab(lookTabs);
  return (
    <>
      <PageHead
        title="Look"
        text="How your page looks to viewers. What you change shows in the preview at once, and to them once you save."
      />
      <Tabs page="look" tabs={lookTabs} />
      <div class="look-grid">
        <div class="look-column">
          {tab === '' && <Colors />}
          {tab === 'logo' && <Pictures />}
          {tab === 'code' && <SettingsForm sections={[{ title: 'Styles and script', entries: codeEntries }]} />}
        </div>
        <Preview />
      </div>
    </>
  );
}

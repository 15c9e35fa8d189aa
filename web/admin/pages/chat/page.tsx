import { PageHead } from '../../kit/blocks.tsx';
import { Tabs, useTab } from '../../kit/tabs.tsx';
import { SettingsForm } from '../../settings/setting.tsx';
import { Emoji } from './emoji.tsx';
import { Messages } from './messages.tsx';
import { ruleSections, wordSections } from './settings.ts';
import { chatTabs } from './tabs.ts';

function Part({ path }: { readonly path: string }) {
  switch (path) {
    case 'rules':
      return <SettingsForm sections={ruleSections} />;
    case 'words':
      return <SettingsForm sections={wordSections} />;
    case 'emoji':
      return <Emoji />;
    default:
      return <Messages />;
  }
}

/** What is said, and what may be. */
export function Page() {
  const part = useTab(chatTabs);
  return (
    <>
      <PageHead title="Chat" text="What is said beside the picture, and what may be." />
      <Tabs page="chat" tabs={chatTabs} />
      <Part path={part} />
    </>
  );
}

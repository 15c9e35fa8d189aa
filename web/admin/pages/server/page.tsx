import { PageHead } from '../../kit/blocks.tsx';
import { Tabs, useTab } from '../../kit/tabs.tsx';
import { SettingsForm } from '../../settings/setting.tsx';
import { About } from './about.tsx';
import { Backups } from './backups.tsx';
import { Password } from './password.tsx';
import { accessSections, backupSections, channelSections, limitSections, networkSections } from './settings.ts';
import { SocialLinks } from './social-links.tsx';
import { serverTabs } from './tabs.ts';

/** What the channel is called, and how the server behind it runs. */
export function Page() {
  const tab = useTab(serverTabs);
  return (
    <>
      <PageHead title="Server" text="What the channel is called, and how the server behind it runs." />
      <Tabs page="server" tabs={serverTabs} />
      {tab === '' && (
        <>
          <SettingsForm sections={channelSections.slice(0, 1)} />
          <SocialLinks />
          <SettingsForm sections={channelSections.slice(1)} />
        </>
      )}
      {tab === 'network' && <SettingsForm sections={networkSections} />}
      {tab === 'access' && (
        <>
          <Password />
          <SettingsForm sections={accessSections} />
        </>
      )}
      {tab === 'backups' && (
        <>
          <Backups />
          <SettingsForm sections={backupSections} />
        </>
      )}
      {tab === 'limits' && <SettingsForm sections={limitSections} />}
      {tab === 'about' && <About />}
    </>
  );
}

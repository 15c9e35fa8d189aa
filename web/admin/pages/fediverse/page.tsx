import { PageHead } from '../../kit/blocks.tsx';
import { Tabs, useTab } from '../../kit/tabs.tsx';
import { SettingsForm } from '../../settings/setting.tsx';
import { AccountState } from './account-state.tsx';
import { Activity } from './activity.tsx';
import { Blocked } from './blocked.tsx';
import { Followers } from './followers.tsx';
import { LivePost } from './live-post.tsx';
import { MoveAccount } from './move-account.tsx';
import { Posts } from './posts.tsx';
import { Recommended } from './recommended.tsx';
import { fediverseSettings } from './settings.ts';
import { fediverseTabs } from './tabs.ts';

/** The channel's account on the fediverse: who follows, what is said to them, and what comes back. */
export function Page() {
  const part = useTab(fediverseTabs);
  return (
    <>
      <PageHead
        title="Fediverse"
        text="People follow the channel from Mastodon and every server that speaks with it."
      />
      <Tabs page="fediverse" tabs={fediverseTabs} />
      {part === '' && <AccountState />}
      {part === 'followers' && <Followers />}
      {part === 'posts' && <Posts />}
      {part === 'posts' && <LivePost />}
      {part === 'recommended' && <Recommended />}
      {part === 'blocked' && <Blocked />}
      {part === 'activity' && <Activity />}
      <SettingsForm sections={fediverseSettings.filter((section) => (section.part ?? '') === part)} />
      {part === '' && <MoveAccount />}
    </>
  );
}

/**
 * The pages of the studio, in the order of the rail.
 *
 * To add one: write `pages/<path>/page.tsx` that exports a component `Page`, and add its entry below. That is all: the rail, the address
 * `/admin/<path>`, the palette and a chunk of its own come from the entry.
 *
 * - Parts with addresses of their own (`/admin/chat/emoji`): name them in `parts`, show `<Tabs>` of `kit/tabs.tsx` and ask `useTab`.
 * - Settings: list them in `pages/<path>/settings.ts` as sections of entries (`settings/setting-entry.ts`), name the list in `settings`, and
 *   draw it with `<SettingsForm sections={…} />` of `settings/setting.tsx`. Field, help, bounds, note on effect, errors, the bar at the bottom and
 *   deep links (`#setting-<name>`) come by themselves. A field of your own reads `studio.settings.text(name)` and writes
 *   `studio.settings.write(name, text)`; a change that is no setting goes to `studio.settings.propose(key, change)`.
 * - Everything else is in `useStudio()`: `api.call(…)` (typed), `notes.tell(…)`, `questions.confirm(…)`, `router.go(…)`, `station.status`.
 *   `kit/` has what pages are made of: blocks, tables that become cards, fields, actions with busy words, `useLoad`.
 * - Styles: `pages/<path>/<path>.css`, imported in `main.css`; colours, sizes and spaces are tokens of `web/shared/tokens.css`.
 */
import type { ComponentType } from 'preact';
import * as icons from './icons.tsx';
import type { Tab } from './kit/tabs.tsx';
import { lookSettings } from './pages/look/settings.ts';
import { lookTabs } from './pages/look/tabs.ts';
import { chatSettings } from './pages/chat/settings.ts';
import { chatTabs } from './pages/chat/tabs.ts';
import { fediverseSettings } from './pages/fediverse/settings.ts';
import { fediverseTabs } from './pages/fediverse/tabs.ts';
import { integrationSettings } from './pages/integrations/settings.ts';
import { integrationTabs } from './pages/integrations/tabs.ts';
import { peopleParts } from './pages/people/parts.ts';
import { noticesSettings } from './pages/notices/settings.ts';
import { noticesTabs } from './pages/notices/tabs.ts';
import { scheduleSettings } from './pages/schedule/settings.ts';
import { scheduleTabs } from './pages/schedule/tabs.ts';
import { serverSettings } from './pages/server/settings.ts';
import { serverTabs } from './pages/server/tabs.ts';
import { storageSections } from './pages/storage/settings.ts';
import { videoSettings } from './pages/video/settings.ts';
import { videoTabs } from './pages/video/tabs.ts';
import type { SettingsSection } from './settings/setting-entry.ts';

export interface PageEntry {
  /** Below `/admin/`; one word. */
  readonly path: string;
  readonly title: string;
  readonly icon: ComponentType;
  /** Reached by links alone: it stands neither in the rail nor in the palette. */
  readonly isUnlisted?: true;
  /** What else the palette finds it by. */
  readonly words: string;
  readonly load: () => Promise<{ readonly Page: ComponentType }>;
  /** Parts with addresses of their own, for the palette. */
  readonly parts?: readonly Tab[];
  /** Settings that stand on it; `part` is the part that they stand in. */
  readonly settings?: readonly (SettingsSection & { readonly part?: string })[];
}

export const pages: readonly PageEntry[] = [
  {
    path: 'now',
    title: 'Now',
    icon: icons.NowIcon,
    words: 'home control room preview live on air inbound health obs go live test picture',
    load: () => import('./pages/now/page.tsx'),
  },
  {
    path: 'video',
    title: 'Video',
    icon: icons.VideoIcon,
    words:
      'ladder renditions qualities variants bitrate encoder latency delay stream keys obs multitrack override slate',
    parts: videoTabs,
    settings: videoSettings,
    load: () => import('./pages/video/page.tsx'),
  },
  {
    path: 'chat',
    title: 'Chat',
    icon: icons.ChatIcon,
    words: 'messages moderation rules slow mode words names welcome emoji pinned hide',
    parts: chatTabs,
    settings: chatSettings,
    load: () => import('./pages/chat/page.tsx'),
  },
  {
    path: 'people',
    title: 'People',
    icon: icons.PeopleIcon,
    words: 'viewers users chatters bans addresses time-outs moderators map countries',
    parts: peopleParts,
    load: () => import('./pages/people/page.tsx'),
  },
  {
    path: 'fediverse',
    title: 'Fediverse',
    icon: icons.FediverseIcon,
    words: 'activitypub mastodon account followers requests approve block servers posts likes shares replies',
    parts: fediverseTabs,
    settings: fediverseSettings,
    load: () => import('./pages/fediverse/page.tsx'),
  },
  {
    path: 'schedule',
    title: 'Schedule',
    icon: icons.ScheduleIcon,
    words: 'planned broadcasts calendar series recurrence countdown reminders time zone',
    parts: scheduleTabs,
    settings: scheduleSettings,
    load: () => import('./pages/schedule/page.tsx'),
  },
  {
    path: 'notices',
    title: 'Notices',
    icon: icons.NoticesIcon,
    words: 'notifications push discord mail smtp slack telegram matrix ntfy webhook go live tell',
    parts: noticesTabs,
    settings: noticesSettings,
    load: () => import('./pages/notices/page.tsx'),
  },
  {
    path: 'look',
    title: 'Look',
    icon: icons.LookIcon,
    words: 'appearance colours fonts theme css javascript logo icon favicon preview',
    parts: lookTabs,
    settings: lookSettings,
    load: () => import('./pages/look/page.tsx'),
  },
  {
    path: 'integrations',
    title: 'Integrations',
    icon: icons.IntegrationsIcon,
    words: 'webhooks deliveries access tokens bots external actions buttons embed iframe overlay obs oembed',
    parts: integrationTabs,
    settings: integrationSettings,
    load: () => import('./pages/integrations/page.tsx'),
  },
  {
    path: 'storage',
    title: 'Storage',
    icon: icons.StorageIcon,
    words: 's3 bucket disk segments cdn record timeline',
    settings: storageSections,
    load: () => import('./pages/storage/page.tsx'),
  },
  {
    path: 'numbers',
    title: 'Numbers',
    icon: icons.NumbersIcon,
    words: 'charts statistics viewers over time hardware playback health bandwidth countries export csv',
    load: () => import('./pages/numbers/page.tsx'),
  },
  {
    path: 'logs',
    title: 'Logs',
    icon: icons.LogsIcon,
    words: 'warnings errors messages follow',
    load: () => import('./pages/logs/page.tsx'),
  },
  {
    path: 'server',
    title: 'Server',
    icon: icons.ServerIcon,
    words: 'general name network ports https limits backup restore update help version password',
    parts: serverTabs,
    settings: serverSettings,
    load: () => import('./pages/server/page.tsx'),
  },
  {
    path: 'welcome',
    title: 'Welcome',
    icon: icons.NowIcon,
    isUnlisted: true,
    words: '',
    load: () => import('./pages/welcome/page.tsx'),
  },
];

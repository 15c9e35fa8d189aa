import type { Page } from '../peers/browser.ts';

export const screens = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  small: { viewport: { width: 360, height: 740 }, deviceScaleFactor: 1, isMobile: true, hasTouch: true },
  tablet: { viewport: { width: 768, height: 1024 }, deviceScaleFactor: 1 },
  desktop: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
  television: { viewport: { width: 1920, height: 1080 }, deviceScaleFactor: 1 },
} as const;

/** One picture of the gallery. */
export interface Shot {
  /** Of its file. */
  readonly name: string;
  /** What is to be seen, for the page that shows it. */
  readonly words: string;
  readonly path: string;
  readonly isLive: boolean;
  readonly screen: keyof typeof screens;
  readonly scheme: 'light' | 'dark';
  readonly locale?: string;
  /** Behind a transparent page, so that it can be seen at all. */
  readonly ground?: string;
  /** Kept in docs/images; the others are for the eye alone. */
  readonly isKept: boolean;
  /** Brings the page to what is to be seen. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const chatIsThere = async (page: Page) => {
  await page.locator('.chat-log article').first().waitFor({ timeout: 20_000 });
};
const pictureAndChat = async (page: Page) => {
  await page.locator('#player[data-picture="yes"]').waitFor({ timeout: 30_000 });
  await chatIsThere(page);
};
const tabOfFollowers = async (page: Page) => {
  await page.locator('#tab-followers').click({ timeout: 10_000 });
  await page.locator('.follower').first().waitFor({ timeout: 10_000 });
};

const channel = { path: '/', isLive: true, isKept: true, prepare: pictureAndChat } as const;
const offAir = { path: '/', isLive: false, isKept: true } as const;
const unseen = { isKept: false } as const;

export const shots: readonly Shot[] = [
  { ...channel, name: 'channel-live', words: 'The channel while it is live', screen: 'desktop', scheme: 'dark' },
  { ...channel, name: 'channel-live-light', words: 'The same by day', screen: 'desktop', scheme: 'light' },
  {
    ...channel,
    name: 'channel-phone',
    words: 'On a phone, the picture stays in sight',
    screen: 'phone',
    scheme: 'dark',
  },
  {
    ...channel,
    name: 'channel-arabic',
    words: 'In Arabic, from right to left',
    screen: 'desktop',
    scheme: 'light',
    locale: 'ar',
  },
  {
    ...channel,
    name: 'channel-television',
    path: '/?screen=television',
    words: 'On a television',
    screen: 'television',
    scheme: 'dark',
  },
  {
    ...channel,
    name: 'channel-theatre',
    words: 'Theatre',
    screen: 'desktop',
    scheme: 'dark',
    prepare: async (page) => {
      await pictureAndChat(page);
      await page.keyboard.press('t');
      await page.mouse.move(500, 860);
    },
  },
  {
    ...offAir,
    name: 'channel-offline',
    words: 'Between broadcasts',
    screen: 'desktop',
    scheme: 'dark',
    prepare: chatIsThere,
  },
  {
    ...offAir,
    name: 'channel-offline-phone',
    words: 'Between broadcasts, on a phone',
    screen: 'phone',
    scheme: 'light',
    prepare: chatIsThere,
  },
  {
    ...offAir,
    name: 'channel-followers',
    words: 'Who follows',
    screen: 'desktop',
    scheme: 'light',
    prepare: async (page) => {
      await tabOfFollowers(page);
      await page.locator('#more').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'embed-video',
    words: 'The player in another page',
    path: '/embed/video',
    isLive: true,
    screen: 'tablet',
    scheme: 'dark',
    isKept: false,
    prepare: async (page) => {
      await page.setViewportSize({ width: 640, height: 360 });
      await page.locator('#player[data-picture="yes"]').waitFor({ timeout: 30_000 });
    },
  },
  {
    name: 'chat-overlay',
    words: 'The chat over the picture, for OBS',
    path: '/embed/chat/readonly?overlay=1&size=26',
    isLive: true,
    screen: 'tablet',
    scheme: 'dark',
    ground: 'linear-gradient(120deg, #ff9a6b, #6a4bd0 55%, #1a1744)',
    isKept: true,
    prepare: async (page) => {
      await page.setViewportSize({ width: 640, height: 520 });
      await chatIsThere(page);
    },
  },
  {
    name: 'chat-window',
    words: 'The chat in a window of its own',
    path: '/embed/chat/readwrite',
    isLive: true,
    screen: 'phone',
    scheme: 'light',
    isKept: false,
    prepare: chatIsThere,
  },
  {
    ...offAir,
    ...unseen,
    name: 'x-follow',
    words: '',
    screen: 'phone',
    scheme: 'dark',
    prepare: async (page) => {
      await page.locator('.follow').first().click({ timeout: 10_000 });
      await page.locator('.follow-dialog').waitFor();
    },
  },
  { ...channel, ...unseen, name: 'x-live-360', words: '', screen: 'small', scheme: 'light' },
  { ...channel, ...unseen, name: 'x-live-768', words: '', screen: 'tablet', scheme: 'light' },
  { ...channel, ...unseen, name: 'x-live-ar-phone', words: '', screen: 'phone', scheme: 'dark', locale: 'ar' },
  { ...channel, ...unseen, name: 'x-live-de', words: '', screen: 'desktop', scheme: 'light', locale: 'de' },
  { ...offAir, ...unseen, name: 'x-offline-360', words: '', screen: 'small', scheme: 'dark' },
  { ...offAir, ...unseen, name: 'x-offline-768', words: '', screen: 'tablet', scheme: 'dark' },
  { ...offAir, ...unseen, name: 'x-offline-ar', words: '', screen: 'desktop', scheme: 'dark', locale: 'ar' },
  {
    ...offAir,
    ...unseen,
    name: 'x-embed-offline',
    words: '',
    path: '/embed/video',
    screen: 'tablet',
    scheme: 'dark',
    prepare: async (page) => page.setViewportSize({ width: 560, height: 315 }),
  },
  {
    ...offAir,
    ...unseen,
    name: 'x-foot',
    words: '',
    screen: 'desktop',
    scheme: 'dark',
    prepare: async (page) => {
      await page.locator('.languages summary').click();
    },
  },
  {
    ...channel,
    ...unseen,
    name: 'x-identity',
    words: '',
    screen: 'phone',
    scheme: 'light',
    prepare: async (page) => {
      await pictureAndChat(page);
      await page.locator('.chat-me').click({ timeout: 10_000 });
      await page.locator('.chat-dialog').waitFor();
    },
  },
  {
    ...channel,
    ...unseen,
    name: 'x-emoji',
    words: '',
    screen: 'desktop',
    scheme: 'dark',
    prepare: async (page) => {
      await pictureAndChat(page);
      await page.locator('[data-control="emoji"]').click({ timeout: 10_000 });
      await page.locator('.emoji-picker').waitFor();
    },
  },
];

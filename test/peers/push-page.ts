import { until } from './wait.ts';
import type { Page } from './browser.ts';

/** The subscription that a page is to get; `json` is that of a `PushSubscription`. */
export interface GivenSubscription {
  readonly endpoint: string;
  readonly json: string;
}

declare global {
  interface Window {
    /** The key that the page asked with. */
    pushKeyAsked?: string;
  }
}

/**
 * Runs in the page before its scripts. Browsers get subscriptions from their maker's push service, which is out of reach; here the page
 * gets one whose service and keys are the test's. Everything else of the browser is its own.
 */
export function installSubscription({ endpoint, json }: GivenSubscription): void {
  let isSubscribed = false;
  const subscription = {
    endpoint,
    options: { applicationServerKey: null, userVisibleOnly: true },
    toJSON: () => JSON.parse(json) as unknown,
    unsubscribe: async () => {
      isSubscribed = false;
      return true;
    },
  } as unknown as PushSubscription;
  PushManager.prototype.getSubscription = async () => (isSubscribed ? subscription : null);
  PushManager.prototype.subscribe = async (options) => {
    const key = options?.applicationServerKey;
    if (typeof key !== 'string') throw new TypeError('the page asks with its key as text');
    window.pushKeyAsked = key;
    isSubscribed = true;
    return subscription;
  };
}

export interface ShownNotice {
  readonly title: string;
  readonly body: string;
  readonly icon: string;
  readonly tag: string;
  readonly data: unknown;
}

/** Hands a push message to the page's service worker as the browser does when its push service brings one. */
export async function deliverPush(page: Page, data: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const known = new Map<string, string>();
  devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    for (const { registrationId, scopeURL } of registrations) known.set(scopeURL, registrationId);
  });
  await devtools.send('ServiceWorker.enable');
  const { origin } = new URL(page.url());
  const registrationId = await until('the service worker is registered', () => known.get(`${origin}/`), {
    timeoutMs: 10_000,
  });
  await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
  await devtools.detach();
}

/** The notices that the browser shows for the page's origin now. */
export function shownNotices(page: Page): Promise<readonly ShownNotice[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration('/');
    const shown = (await registration?.getNotifications()) ?? [];
    return shown.map(({ title, body, icon, tag, data }) => ({ title, body, icon, tag, data: data as unknown }));
  });
}

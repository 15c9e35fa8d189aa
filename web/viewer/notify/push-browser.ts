import type { PushBrowser } from './push-desk.ts';

/** Where the server has the page's service worker; at the root, so that all pages are its. */
const WORKER_PATH = '/serviceWorker.js';

/** The browser itself. */
export function pushBrowser(): PushBrowser {
  const isAble = isSecureContext && 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
  return {
    isAble,
    permission: () => Notification.permission,
    askPermission: () => Notification.requestPermission(),
    async current() {
      const registration = await navigator.serviceWorker.getRegistration('/');
      return (await registration?.pushManager.getSubscription()) ?? null;
    },
    async subscribe(key) {
      const registration = await navigator.serviceWorker.register(WORKER_PATH, { scope: '/' });
      await navigator.serviceWorker.ready;
      const known = await registration.pushManager.getSubscription();
      // One that was made with another key would be told nothing.
      if (known !== null && !isOfKey(known, key)) await known.unsubscribe();
      return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    },
  };
}

function isOfKey({ options }: PushSubscription, key: string): boolean {
  const { applicationServerKey } = options;
  if (applicationServerKey === null) return false;
  const bytes = String.fromCharCode(...new Uint8Array(applicationServerKey));
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === key.replaceAll('=', '');
}

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
    async watchPermission(onChange) {
      try {
        const status = await navigator.permissions.query({ name: 'notifications' });
        status.addEventListener('change', onChange);
      } catch {
        // A press on the button looks again.
      }
    },
    async current(key) {
      const registration = await navigator.serviceWorker.getRegistration('/');
      const known = (await registration?.pushManager.getSubscription()) ?? null;
      if (known === null) return null;
      // A browser that does not say with which key it was made is believed.
      return [null, unpadded(key)].includes(keyOf(known)) ? known : 'stale';
    },
    async subscribe(key) {
      const registration = await navigator.serviceWorker.register(WORKER_PATH, { scope: '/' });
      await navigator.serviceWorker.ready;
      const known = await registration.pushManager.getSubscription();
      // One that was made with another key would be told nothing.
      if (known !== null && keyOf(known) !== unpadded(key)) await known.unsubscribe();
      return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    },
  };
}

/** The server's key that a subscription was made with, in base64url; null where that is not said. */
function keyOf({ options: { applicationServerKey } }: PushSubscription): string | null {
  if (applicationServerKey === null) return null;
  const bytes = String.fromCharCode(...new Uint8Array(applicationServerKey));
  return unpadded(btoa(bytes).replaceAll('+', '-').replaceAll('/', '_'));
}

function unpadded(key: string): string {
  return key.replaceAll('=', '');
}

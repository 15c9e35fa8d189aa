/**
 * The service worker of the channel's page: it shows notices and opens the page when one is pressed. Nothing is cached, and no request of
 * the page goes through it.
 */

/** The part of a service worker that is used here; the library's types for it do not bear those of pages beside them. */
interface WorkerScope {
  readonly registration: { showNotification(title: string, options: object): Promise<void> };
  readonly clients: {
    matchAll(options: object): Promise<readonly { readonly url: string; focus(): Promise<unknown> }[]>;
    openWindow(url: string): Promise<unknown>;
    claim(): Promise<void>;
  };
  readonly location: { readonly origin: string };
  skipWaiting(): Promise<void>;
  addEventListener(name: string, listener: (event: WorkerEvent) => void): void;
}

interface WorkerEvent {
  readonly data?: { json(): unknown } | null;
  readonly notification: { readonly data: unknown; close(): void };
  waitUntil(work: Promise<unknown>): void;
}

interface Pushed {
  readonly title: string;
  readonly body: string;
  readonly icon: string;
  readonly tag: string;
  readonly url: string;
}

const worker = self as unknown as WorkerScope;

/** Whatever is missing has its default: a browser takes the right to be told away from who shows nothing. */
function readPushed(read: () => unknown): Pushed {
  let value: unknown = null;
  try {
    value = read();
  } catch {
    // Not JSON: the notice is shown without it.
  }
  const given = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const text = (name: string, otherwise: string): string => {
    const found = given[name];
    return typeof found === 'string' && found !== '' ? found : otherwise;
  };
  return {
    title: text('title', 'Live now'),
    body: text('body', ''),
    icon: text('icon', '/logo/external'),
    tag: text('tag', 'aerial'),
    url: text('url', '/'),
  };
}

async function openPage(address: string): Promise<void> {
  const target = URL.parse(address, worker.location.origin);
  // Notices lead to this channel and nowhere else.
  const url = target?.origin === worker.location.origin ? target.href : `${worker.location.origin}/`;
  const open = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const same = open.find((client) => client.url.split('#', 1)[0] === url);
  await (same === undefined ? worker.clients.openWindow(url) : same.focus());
}

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('push', (event) => {
  const { title, url, ...options } = readPushed(() => event.data?.json());
  event.waitUntil(worker.registration.showNotification(title, { ...options, data: url, renotify: true }));
});
worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openPage(typeof event.notification.data === 'string' ? event.notification.data : '/'));
});

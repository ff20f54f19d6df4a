import { isObject } from '../lib/json.ts';
import { deviceTexts } from '../texts/device.ts';

declare const self: ServiceWorkerGlobalScope;

const words = deviceTexts.push;
const ICON = '/icon-192.png';

/** What the hub pushes (hub/src/notifications/formats/web-push.ts); all of it may be missing in another version's. */
interface Pushed {
  readonly kind?: string;
  readonly count?: number;
  readonly id?: string;
  readonly name?: string;
  readonly severity?: string;
  readonly status?: string;
  readonly url?: string;
}

/** Shows what the hub pushed, and has open pages look for the newest. */
export async function showPush(data: PushMessageData | null): Promise<void> {
  const pushed = read(data);
  const { kind, count = 1, id, name, severity = '', status = '' } = pushed;
  const body =
    kind === 'test' ? words.body.test : count > 1 ? words.body.many(count) : words.body.one(severity, status);
  await self.registration.showNotification(name ?? deviceTexts.push.title, {
    body,
    icon: ICON,
    badge: ICON,
    // An alert that ends takes the place of the one that began.
    ...(id === undefined ? {} : { tag: id }),
    data: { path: pathOf(pushed) },
  });
  for (const client of await self.clients.matchAll({ type: 'window' }))
    client.postMessage({ type: 'pushed' });
}

/** Opens what a notification is about: in a page that is open, or in a new one. */
export async function openPage(notification: Notification): Promise<void> {
  notification.close();
  const { path } = notification.data as { path: string };
  const [client] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!client) {
    await self.clients.openWindow(path);
    return;
  }
  await client.focus().catch(() => {});
  client.postMessage({ type: 'open', path });
}

function read(data: PushMessageData | null): Pushed {
  try {
    const value: unknown = data?.json();
    return isObject(value) ? (value as Pushed) : {};
  } catch {
    return {};
  }
}

/** Only a path of this page, whoever sent it. */
function pathOf({ url }: Pushed): string {
  const { origin } = self.location;
  const target = URL.canParse(url ?? '', origin) ? new URL(url ?? '', origin) : null;
  const isOwn = url !== undefined && target?.origin === origin;
  return isOwn ? target.pathname + target.search : '/alerts';
}

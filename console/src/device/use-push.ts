import { useCallback, useEffect, useState } from 'react';
import { dataOf } from '../hub/client.ts';
import type { Hub } from '../hub/hub.ts';
import { useHub } from '../hub/hub-context.tsx';
import { deviceTexts } from '../texts/device.ts';

/** `denied`: the reader, or the browser's settings, said no; only there it can be undone. */
export type PushState = 'unsupported' | 'denied' | 'off' | 'on' | 'busy';

/** Whether the hub tells this browser of alerts (docs/notifications.md); nothing is asked before `turnOn`. */
export function usePush(): {
  readonly state: PushState;
  /** Why the last attempt failed; null where it did not. */
  readonly error: string | null;
  readonly turnOn: () => void;
  readonly turnOff: () => void;
} {
  const hub = useHub();
  const [state, setState] = useState<PushState>('busy');
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    void presentState().then(setState);
  }, []);
  const attempt = useCallback(async (work: (registration: ServiceWorkerRegistration) => Promise<void>) => {
    setState('busy');
    setError(null);
    try {
      await work(await navigator.serviceWorker.ready);
    } catch (fault) {
      setError(fault instanceof Error ? fault.message : String(fault));
    }
    setState(await presentState());
  }, []);
  return {
    state,
    error: error === null ? null : deviceTexts.push.failed(error),
    turnOn: () => void attempt((registration) => subscribe(hub, registration)),
    turnOff: () => void attempt((registration) => unsubscribe(hub, registration)),
  };
}

async function presentState(): Promise<PushState> {
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window))
    return 'unsupported';
  const registration = await navigator.serviceWorker.getRegistration().catch(() => undefined);
  if (!registration) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  return (await registration.pushManager.getSubscription()) === null ? 'off' : 'on';
}

async function subscribe({ api }: Hub, { pushManager }: ServiceWorkerRegistration): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted') return;
  const { public_key: key } = await dataOf(api.GET('/api/v1/notifications/push/key'));
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint = '', keys: { p256dh = '', auth = '' } = {} } = subscription.toJSON();
  try {
    await dataOf(
      api.POST('/api/v1/notifications/push/subscriptions', { body: { endpoint, keys: { p256dh, auth } } }),
    );
  } catch (error) {
    await subscription.unsubscribe();
    throw error;
  }
}

async function unsubscribe({ api }: Hub, { pushManager }: ServiceWorkerRegistration): Promise<void> {
  const subscription = await pushManager.getSubscription();
  if (!subscription) return;
  // A hub that knows nothing of it, or is away, tells nobody when the browser itself ends it.
  await api.DELETE('/api/v1/notifications/push/subscriptions', { body: { endpoint: subscription.endpoint } });
  await subscription.unsubscribe();
}

import type { Hub } from '../hub/hub.ts';
import { createObservable, type Observable } from '../hub/observable.ts';
import { deviceTexts } from '../texts/device.ts';
import type { QueuedAction } from './queued-action.ts';
import { SYNC_TAG } from './sync-tag.ts';

/** What a page gives to be sent: the rest of a queued action is known. */
export type ActionRequest = Pick<QueuedAction, 'method' | 'path' | 'body' | 'once' | 'title'>;

/** Actions that could not be sent yet, over all tabs of this browser. Nothing is opened before it is used. */
export interface ActionQueue extends Observable<readonly QueuedAction[]> {
  /** Sends the action, or keeps it to be sent later. Rejects with an Error that says why the hub refused it. */
  readonly run: (request: ActionRequest, refreshes: QueuedAction['refreshes']) => Promise<'sent' | 'waiting'>;
  /** Sends what waits, if the hub answers. */
  readonly flush: () => Promise<void>;
  /** Takes one out, unsent. */
  readonly remove: (id: string) => Promise<void>;
  readonly clear: () => Promise<void>;
}

const MOST_WAITING = 100;
const none: readonly QueuedAction[] = [];

export function createActionQueue({ fetch, queries }: Pick<Hub, 'fetch' | 'queries'>): ActionQueue {
  const actions = createObservable(none);
  let channel: BroadcastChannel | undefined;
  let person = '';
  const parts = async () => {
    const [{ actionStore }, sending] = await Promise.all([
      import('./action-store.ts'),
      import('./send-queue.ts'),
    ]);
    return { store: actionStore, ...sending };
  };
  const load = async () => {
    const { store } = await parts();
    actions.set(await store.all());
  };
  // Where these files cannot be had now, the next action asks for them again.
  const look = () => void load().catch(() => {});
  const begin = () => {
    if (channel || typeof BroadcastChannel === 'undefined') return;
    channel = new BroadcastChannel(SYNC_TAG);
    // What others sent changes what is shown here, too.
    channel.onmessage = () => {
      look();
      void queries.invalidateQueries();
    };
    look();
  };
  const changed = async () => {
    await load();
    channel?.postMessage('changed');
  };
  const flush = async () => {
    const { store, sendQueueAlone } = await parts();
    const sent = await sendQueueAlone({ store, send: fetch, now: Date.now() });
    if (sent.length > 0) await changed();
    for (const queryKey of sent.flatMap(({ refreshes }) => refreshes))
      void queries.invalidateQueries({ queryKey });
  };
  return {
    get: actions.get,
    subscribe: (listener) => {
      begin();
      return actions.subscribe(listener);
    },
    run: async (request, refreshes) => {
      const { store, sendAction, personOf } = await parts();
      // What came before goes first.
      if (actions.get().length > 0) await flush();
      person = (await personOf(fetch, 'default')) ?? person;
      // What waits is sent under the id that the hub may have got already.
      const action = { ...request, id: newId() };
      const answer = await sendAction(fetch, action);
      if (answer === 'sent') {
        for (const queryKey of refreshes) void queries.invalidateQueries({ queryKey });
        return 'sent';
      }
      if (answer !== 'later') throw new Error(answer.refusal);
      if (person === '') throw new Error(deviceTexts.unknownPerson);
      const waiting = await store.all();
      if (waiting.length >= MOST_WAITING) throw new Error(deviceTexts.tooManyWaiting(MOST_WAITING));
      await store.put({ ...action, person, askedAt: Date.now(), refreshes });
      await changed();
      await askForSync();
      return 'waiting';
    },
    flush,
    remove: async (id) => {
      const { store } = await parts();
      await store.remove(id);
      await changed();
    },
    clear: async () => {
      const { store } = await parts();
      await store.clear();
      await changed();
    },
  };
}

/** Also for pages by plain HTTP, which have no randomUUID. */
const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

/** Has the browser send it when it is online again, also where no page is open; few browsers can. */
async function askForSync(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const { sync } = (registration ?? {}) as { sync?: { register: (tag: string) => Promise<void> } };
  await sync?.register(SYNC_TAG).catch(() => {});
}

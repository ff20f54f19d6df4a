import type { ActionStore, QueuedAction } from './queued-action.ts';

/** What waits longer is not sent any more: nobody means it still. */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1_000;
/** Pages and the service worker send by turns. */
const LOCK = 'observatory-actions';
/** Answers of the hub that say: not now. */
const notNow: readonly number[] = [408, 425, 429];

type Send = (path: string, init?: RequestInit) => Promise<Response>;

interface SendOptions {
  readonly store: ActionStore;
  readonly send: Send;
  readonly now: number;
}

/**
 * Sends what waits, in its order, until the hub cannot be reached or does not let one in. What it refuses stays to be
 * read, with its reason; what belongs to another person, or is a week old, is thrown away.
 * @returns what was taken by the hub
 */
export async function sendQueue({ store, send, now }: SendOptions): Promise<readonly QueuedAction[]> {
  const waiting = (await store.all()).filter(({ refusal }) => refusal === undefined);
  if (waiting.length === 0) return [];
  const person = await personOf(send);
  if (person === null) return [];
  const sent: QueuedAction[] = [];
  for (const action of waiting) {
    if (action.person !== person || action.askedAt < now - MAX_AGE_MS) {
      await store.remove(action.id);
      continue;
    }
    const answer = await sendAction(send, action);
    if (answer === 'later') break;
    if (answer === 'sent') {
      await store.remove(action.id);
      sent.push(action);
    } else await store.put({ ...action, refusal: answer.refusal });
  }
  return sent;
}

/** The same as sendQueue, while no other page and not the service worker sends. */
export function sendQueueAlone(options: SendOptions): Promise<readonly QueuedAction[]> {
  return navigator.locks.request(LOCK, () => sendQueue(options));
}

/** Sends one action. `later`: nobody took it, and nobody refused it. */
export async function sendAction(
  send: Send,
  { id, method, path, body, once }: Pick<QueuedAction, 'id' | 'method' | 'path' | 'body' | 'once'>,
): Promise<'sent' | 'later' | { readonly refusal: string }> {
  let response: Response;
  try {
    response = await send(path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(once && { 'idempotency-key': `"${id}"` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch {
    return 'later';
  }
  if (response.ok) return 'sent';
  const { status } = response;
  if (status === 401 || status >= 500 || notNow.includes(status)) return 'later';
  return { refusal: refusalIn(status, await response.text().catch(() => '')) };
}

function refusalIn(status: number, text: string): string {
  try {
    const { error } = JSON.parse(text) as { error: { message: string } };
    return String(error.message);
  } catch {
    return `HTTP ${status}`;
  }
}

/**
 * Who is signed in, and in which project; null where the hub does not say so now. With another `cache` than `no-cache` an
 * answer that the service worker keeps will do.
 */
export async function personOf(send: Send, cache: RequestCache = 'no-cache'): Promise<string | null> {
  try {
    const response = await send('/api/v1/session', { cache });
    return response.ok ? personIn(await response.json()) : null;
  } catch {
    return null;
  }
}

/** The name under which a person's data is kept on this device, from the hub's answer on the session. */
export function personIn(session: unknown): string {
  const { kind, id, project } = session as { kind: unknown; id: unknown; project: unknown };
  return `${kind} ${id} ${project}`;
}

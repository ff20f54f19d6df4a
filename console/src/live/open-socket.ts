import { isObject, parseJson } from '../lib/json.ts';
import type { ConnectionHandlers, LiveConnection, StreamEnd } from './connection.ts';
import { messageOfFrame, subscribeFrame } from './socket-frames.ts';
import type { FollowedTopic } from './topics.ts';

/** The hub's pings are nothing that a page sees, so it sends its own; three without an answer are silence. */
const PING_MS = 15_000;
const SILENCE_MS = 45_000;
/** How long the hub may take to let the page in and to answer each subscription. */
const OPEN_MS = 10_000;
/** The hub closes with it whom it does not let in. */
const UNAUTHORIZED = 4401;

export interface SocketOptions {
  /** `ws:` or `wss:` address. */
  readonly url: string;
  /** Given in the first frame, never in the address; without one the browser's cookie counts. */
  readonly apiKey?: string;
}

/** Opens one WebSocket for all topics. */
export function openSocket(
  { url, apiKey }: SocketOptions,
  topics: ReadonlyMap<string, FollowedTopic>,
  { onOpen, onMessage, onEnd }: ConnectionHandlers,
): LiveConnection {
  const socket = new WebSocket(url);
  const followed = new Map<string, FollowedTopic>();
  const unanswered = new Set<string>();
  let isOpen = false;
  let isOver = false;
  let silence: ReturnType<typeof setTimeout> | undefined;

  const close = () => {
    isOver = true;
    clearTimeout(silence);
    clearInterval(pings);
    socket.close();
  };
  const end = (reason: StreamEnd) => {
    if (isOver) return;
    close();
    onEnd(reason);
  };
  const heard = (withinMs: number) => {
    clearTimeout(silence);
    silence = setTimeout(() => end({ kind: 'silent' }), withinMs);
  };
  const say = (frame: object) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  };
  const pings = setInterval(() => say({ type: 'ping' }), PING_MS);
  const follow = (name: string, topic: FollowedTopic) => {
    followed.set(name, topic);
    say(subscribeFrame(name, topic));
  };
  const opened = () => {
    if (isOpen || unanswered.size > 0) return;
    isOpen = true;
    onOpen();
  };

  heard(OPEN_MS);
  for (const [name, topic] of topics) {
    followed.set(name, topic);
    unanswered.add(name);
  }
  socket.addEventListener('open', () => {
    if (isOver) return socket.close();
    if (apiKey !== undefined) say({ type: 'authenticate', key: apiKey });
    for (const [name, topic] of followed) say(subscribeFrame(name, topic));
    say({ type: 'ping' });
  });
  socket.addEventListener('message', ({ data }) => {
    if (isOver) return;
    const frame = parseJson(String(data));
    if (!isObject(frame)) return;
    const name = String(frame.id);
    const topic = followed.get(name);
    // What could not be subscribed is told by another way: an older hub knows events alone.
    if (frame.type === 'error' && topic) return end({ kind: 'refused', status: Number(frame.status) });
    if (topic && typeof frame.cursor === 'string') topic.cursor = frame.cursor;
    if (frame.type === 'subscribed') unanswered.delete(name);
    opened();
    heard(isOpen ? SILENCE_MS : OPEN_MS);
    const message = topic && messageOfFrame(frame);
    if (message) onMessage(name, message);
  });
  socket.addEventListener('close', ({ code }) => {
    if (code === UNAUTHORIZED) end({ kind: 'refused', status: 401 });
    else end({ kind: isOpen ? 'ended' : 'unreachable' });
  });

  return {
    follow,
    unfollow: (name) => {
      followed.delete(name);
      unanswered.delete(name);
      say({ type: 'unsubscribe', id: name });
    },
    close,
  };
}

import type { FollowedTopic, LiveMessage } from './topics.ts';

/** Why a connection is over: the hub refused it with a status, ended it, went silent, or could not be reached. */
export type StreamEnd =
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'ended' | 'silent' | 'unreachable' };

/** By what changes come: one WebSocket for all, or a stream of server-sent events for each topic. */
export type WayName = 'socket' | 'streams';

export interface ConnectionHandlers {
  /** The hub tells of all topics that were followed when it was opened. */
  readonly onOpen: () => void;
  /** `name` is the topic's. */
  readonly onMessage: (name: string, message: LiveMessage) => void;
  /** Called once; never after it was closed by its owner. */
  readonly onEnd: (end: StreamEnd) => void;
}

/** A connection that is there or on its way. */
export interface LiveConnection {
  readonly follow: (name: string, followed: FollowedTopic) => void;
  readonly unfollow: (name: string) => void;
  readonly close: () => void;
}

/** A way to be told of changes. */
export interface Way {
  readonly name: WayName;
  readonly open: (topics: ReadonlyMap<string, FollowedTopic>, handlers: ConnectionHandlers) => LiveConnection;
}

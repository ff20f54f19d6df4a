import type { FollowedTopic, LiveMessage, LiveTopic } from './topics.ts';
import { topicKey } from './topics.ts';

/** How long a topic is followed that nobody listens to: whoever changes pages listens again at once. */
const LINGER_MS = 5_000;

type Listener = (messages: readonly LiveMessage[]) => void;

interface Entry extends FollowedTopic {
  readonly name: string;
  readonly listeners: Set<Listener>;
  leaving: ReturnType<typeof setTimeout> | undefined;
}

interface Followers {
  readonly follow: (name: string, followed: FollowedTopic) => void;
  readonly unfollow: (name: string) => void;
}

export interface TopicListeners {
  /** Follows the topic while somebody listens to it. */
  readonly listen: (topic: LiveTopic, listener: Listener) => () => void;
  /** Gives messages to those who listen to their topics. */
  readonly deliver: (messages: readonly NamedMessage[]) => void;
  readonly isEmpty: () => boolean;
}

/** A message and the name of its topic. */
export interface NamedMessage {
  readonly name: string;
  readonly message: LiveMessage;
}

/** Who listens to what; each topic is followed once, however many listen. */
export function createTopicListeners({ follow, unfollow }: Followers): TopicListeners {
  const entries = new Map<string, Entry>();
  let eventTopics = 0;

  const entryOf = (topic: LiveTopic): Entry => {
    const key = topicKey(topic);
    const known = entries.get(key);
    if (known) return known;
    if (topic.kind === 'events') eventTopics += 1;
    // Clients that call the same topic the same cost the hub less.
    const name = topic.kind === 'events' ? `events-${eventTopics}` : topic.kind;
    const made: Entry = { name, topic, cursor: null, listeners: new Set(), leaving: undefined };
    entries.set(key, made);
    follow(name, made);
    return made;
  };
  return {
    listen: (topic, listener) => {
      const entry = entryOf(topic);
      clearTimeout(entry.leaving);
      entry.listeners.add(listener);
      return () => {
        entry.listeners.delete(listener);
        if (entry.listeners.size > 0) return;
        entry.leaving = setTimeout(() => {
          entries.delete(topicKey(topic));
          unfollow(entry.name);
        }, LINGER_MS);
      };
    },
    deliver: (messages) => {
      for (const entry of entries.values()) {
        const own = messages.flatMap(({ name, message }) => (name === entry.name ? [message] : []));
        if (own.length === 0) continue;
        for (const listener of entry.listeners) listener(own);
      }
    },
    isEmpty: () => entries.size === 0,
  };
}

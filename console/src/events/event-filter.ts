import { type EventType, eventTypes, type Severity, severities } from '@observatory/shim/conventions';
import type { ListedEvent } from '../hub/types.ts';
import type { EventFilter } from '../live/topics.ts';

/** Which events a page shows; what is left out is not filtered by. */
export interface ListedEvents {
  readonly severities: readonly Severity[];
  readonly type: EventType | null;
  /** Exactly this agent or workflow. */
  readonly agent: string | null;
  /** As it was typed: words, and attributes as `tag.NAME=VALUE`. */
  readonly text: string;
}

/** The filter that an address holds; values that it does not know are left out. */
export function readEventFilter(search: URLSearchParams): ListedEvents {
  const wanted = search.get('severity')?.split(',') ?? [];
  return {
    severities: severities.filter((severity) => wanted.includes(severity)),
    type: eventTypes.find((type) => type === search.get('type')) ?? null,
    agent: search.get('agent')?.trim() || null,
    text: search.get('q') ?? '',
  };
}

/** Words and attributes of what was typed: `slow tag.user.id=42` looks for “slow” among events of user 42. */
function readEventText(text: string): { words: string; tags: Readonly<Record<string, string>> } {
  const parts = text.trim().split(/\s+/);
  const isTag = (part: string) => /^tag\.[^=]+=./.test(part);
  return {
    words: parts.filter((part) => !isTag(part)).join(' '),
    tags: Object.fromEntries(
      parts.filter(isTag).map((part) => {
        const at = part.indexOf('=');
        return [part.slice('tag.'.length, at), part.slice(at + 1)];
      }),
    ),
  };
}

/** The filter as `GET /api/v1/events` takes it. */
export function eventQuery({ severities: wanted, type, agent, text }: ListedEvents): Record<string, string> {
  const { words, tags } = readEventText(text);
  return {
    ...(wanted.length > 0 ? { severity: wanted.join(',') } : {}),
    ...(type === null ? {} : { type }),
    ...(agent === null ? {} : { agent }),
    ...(words === '' ? {} : { search: words }),
    ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [`tag.${name}`, value])),
  };
}

/** The filter as the stream of events takes it; attributes are for `hasTags`. */
export function liveFilter({ severities: wanted, type, agent, text }: ListedEvents): EventFilter {
  const { words } = readEventText(text);
  return {
    ...(wanted.length > 0 ? { severities: wanted } : {}),
    ...(type === null ? {} : { types: [type] }),
    ...(agent === null ? {} : { agents: [agent] }),
    ...(words === '' ? {} : { text: words }),
  };
}

/** Whether an event has the attributes that were asked for. */
export function hasTags({ data }: Pick<ListedEvent, 'data'>, text: string): boolean {
  return Object.entries(readEventText(text).tags).every(([name, value]) => String(data[name]) === value);
}

/** Whether anything is left out. */
export function isEventFiltered({ severities: wanted, type, agent, text }: ListedEvents): boolean {
  return wanted.length > 0 || type !== null || agent !== null || text.trim() !== '';
}

import { eventTypes, groupFields, severities } from '@observatory/shim/conventions';
import { z } from 'zod';
import { HubError } from '../errors.ts';
import type { AdvancedFilter } from './advanced-filter.ts';
import { wordsOf } from './words.ts';

const MAX_VALUES = 100;
const MAX_WINDOW_MS = 3_600_000;

/** What a subscription may be about; events unless it says. */
const topics = ['events', 'executions', 'execution', 'alerts', 'health'] as const;
export type SubscriptionTopic = (typeof topics)[number];

const text = z
  .string({ error: 'expected a text' })
  .max(512, { error: 'expected at most 512 characters' })
  .regex(/^[^\0]*$/, { error: 'expected no NUL' });
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item, { error: 'expected a list' })
    .min(1, { error: 'expected at least one' })
    .max(MAX_VALUES, { error: `expected at most ${MAX_VALUES}` });
const word = <const W extends readonly string[]>(words: W) =>
  z.enum(words, { error: `expected one of ${words.join(', ')}` });
const id = z.string({ error: 'expected an id' }).regex(/^[0-9a-f]{48}$/, {
  error: 'expected 48 hex digits',
});
const cursor = z
  .union([z.string().regex(/^\d{1,15}$/), z.int().min(0)], {
    error: 'expected the cursor of the last event received',
  })
  .transform(Number)
  .optional();
const common = {
  type: z.literal('subscribe'),
  id: text.max(64, { error: 'expected at most 64 characters' }).optional(),
  topic: word(topics).optional(),
};

const frames = {
  events: z.strictObject({
    ...common,
    types: listOf(word(eventTypes)).optional(),
    severities: listOf(word(severities)).optional(),
    agents: listOf(text).optional(),
    workflows: listOf(text).optional(),
    text: text.max(200, { error: 'expected at most 200 characters' }).optional(),
    executionId: z
      .union([id.transform((one) => [one]), listOf(id)], {
        error: 'expected the id of an execution (48 hex digits), or a list of them',
      })
      .optional(),
    traceId: z
      .string()
      .regex(/^[0-9a-f]{32}$/, { error: 'expected 32 hex digits' })
      .optional(),
    rateLimit: z
      .strictObject({
        maxEventsPerSecond: z.number({ error: 'expected a number' }).min(0, { error: 'expected 0 or more' }),
        burstSize: z.number({ error: 'expected a number' }).min(1, { error: 'expected 1 or more' }),
      })
      .optional(),
    aggregation: z
      .strictObject({
        enabled: z.boolean({ error: 'expected true or false' }),
        windowMs: z
          .number({ error: 'expected a number' })
          .min(1, { error: `expected 1 to ${MAX_WINDOW_MS}` })
          .max(MAX_WINDOW_MS, { error: `expected 1 to ${MAX_WINDOW_MS}` }),
        groupBy: z.array(word(groupFields), { error: 'expected a list' }),
      })
      .optional(),
    cursor,
  }),
  executions: z.strictObject(common),
  execution: z.strictObject({ ...common, executionId: id }),
  alerts: z.strictObject({ ...common, cursor }),
  health: z.strictObject(common),
} as const;

/** A subscription to events. */
export interface EventsRequest extends AdvancedFilter {
  readonly topic: 'events';
  /** As the client calls it. */
  readonly id: string | undefined;
  readonly from: number | null;
}

export type SubscribeRequest =
  | EventsRequest
  | { readonly topic: 'executions' | 'health'; readonly id: string | undefined }
  | { readonly topic: 'execution'; readonly id: string | undefined; readonly executionId: string }
  | { readonly topic: 'alerts'; readonly id: string | undefined; readonly from: number | null };

/** Reads a frame `{type: "subscribe", …}`. Throws OBS_BAD_REQUEST with what was expected, and where. */
export function subscribeRequestOf(frame: { readonly topic?: unknown }): SubscribeRequest {
  const topic = topics.find((one) => one === frame.topic) ?? 'events';
  switch (topic) {
    case 'events':
      return eventsRequest(parsed(frames.events, frame));
    case 'alerts': {
      const { id: name, cursor: from } = parsed(frames.alerts, frame);
      return { topic, id: name, from: from ?? null };
    }
    case 'execution': {
      const { id: name, executionId } = parsed(frames.execution, frame);
      return { topic, id: name, executionId };
    }
    default:
      return { topic, id: parsed(frames[topic], frame).id };
  }
}

function eventsRequest(frame: z.infer<typeof frames.events>): EventsRequest {
  const { types, severities: levels, agents, workflows, executionId, traceId } = frame;
  const { rateLimit, aggregation } = frame;
  return {
    topic: 'events',
    id: frame.id,
    from: frame.cursor ?? null,
    filter: {
      ...(types && { types }),
      ...(levels && { severities: levels }),
      ...(agents && { agents }),
      ...(workflows && { workflows }),
      ...(executionId && { executionIds: executionId }),
      ...(traceId && { traceId }),
      ...wordsOf(frame.text),
    },
    ...(rateLimit && { rateLimit }),
    ...(aggregation?.enabled && { aggregation }),
  };
}

function parsed<T extends z.ZodType>(schema: T, frame: object): z.infer<T> {
  const result = schema.safeParse(frame);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const where = [...(issue?.path ?? []), ...(unknown === undefined ? [] : [unknown.slice(0, 60)])].join('.');
  const message = unknown === undefined ? (issue?.message ?? 'not understood') : 'there is no such field';
  throw new HubError('OBS_BAD_REQUEST', `${where}: ${message}`, { where });
}

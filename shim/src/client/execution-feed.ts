import { objectIn, sseMessages } from './event-feed.ts';
import type { components } from './hub-api.gen.ts';
import type { HubConnection } from './hub-connection.ts';
import { keepLive, type Live, type LiveOptions } from './live.ts';

/**
 * `hello` comes first, again after each loss of the connection, and where the hub missed what another one stored: then the
 * list is to be asked for anew.
 * `gone`: what looked like an execution was a step.
 */
export type ExecutionChange =
  | { readonly type: 'hello' }
  | { readonly type: 'execution'; readonly execution: components['schemas']['ExecutionSummary'] }
  | { readonly type: 'gone'; readonly id: string };

const changes = new Set<unknown>(['hello', 'execution', 'gone']);

/** Executions whenever they change. */
export function executionFeed(connection: HubConnection, options: LiveOptions): Live<ExecutionChange> {
  return keepLive(options, async function* (connected) {
    for await (const { data } of sseMessages(connection, connected, '/api/v1/executions/stream')) {
      const change = data === undefined ? undefined : objectIn(data, connected);
      // A type that a later hub adds is passed over.
      if (change !== undefined && changes.has(change.type)) yield change as unknown as ExecutionChange;
    }
  });
}

import { z } from 'zod';
import { HubError } from '../errors.ts';
import type { SqlAnswer } from './run-statement.ts';
import { MAX_TIMEOUT_MS, type SqlRequest, type SqlRunOptions } from './sql.ts';

const MAX_QUERIES = 4;
const PROGRESS_MS = 1000;

/** Runs a query of this client. */
export type RunQuery = (
  request: Omit<SqlRequest, 'project' | 'principal'>,
  options: SqlRunOptions,
) => Promise<SqlAnswer>;

const QueryFrame = z.strictObject({
  type: z.literal('query'),
  queryId: z
    .string({ error: 'expected a text' })
    .min(1, { error: 'expected 1 to 128 characters' })
    .max(128, { error: 'expected 1 to 128 characters' }),
  sql: z.string({ error: 'expected a text' }),
  timeoutMs: z
    .int({ error: `expected 1 to ${MAX_TIMEOUT_MS}` })
    .min(1, { error: `expected 1 to ${MAX_TIMEOUT_MS}` })
    .max(MAX_TIMEOUT_MS, { error: `expected 1 to ${MAX_TIMEOUT_MS}` })
    .optional(),
  maxRows: z
    .int({ error: 'expected 1 or more' })
    .min(1, { error: 'expected 1 or more' })
    .max(1_000_000, { error: 'expected at most 1000000' })
    .optional(),
});

export interface QuerySink {
  /** Sends a frame, which waits in memory for a client that does not read. */
  readonly say: (frame: object) => void;
  /** Resolves when the client has read what was sent, or is gone. */
  readonly caughtUp: (closed: AbortSignal) => Promise<void>;
  readonly isBehind: () => boolean;
  readonly onFault: (error: unknown) => void;
}

/** EN7: the queries of one connection: each under its id, cancelled with it. */
export class SocketQueries {
  readonly #running = new Map<string, AbortController>();
  readonly #run: RunQuery;
  readonly #sink: QuerySink;

  constructor(run: RunQuery, sink: QuerySink) {
    this.#run = run;
    this.#sink = sink;
  }

  /** `{type: "query", sql, queryId, timeoutMs?, maxRows?}` */
  begin(frame: Readonly<Record<string, unknown>>): void {
    const queryId = typeof frame.queryId === 'string' ? frame.queryId.slice(0, 128) : null;
    try {
      const { type: _, ...request } = requestOf(frame);
      if (this.#running.has(request.queryId))
        throw new HubError('OBS_BAD_REQUEST', 'A query of this id runs already.', { where: 'queryId' });
      if (this.#running.size >= MAX_QUERIES)
        throw new HubError(
          'OBS_BUSY',
          `${MAX_QUERIES} queries of this connection run, which is the most. Wait for one, or cancel it.`,
        );
      void this.#answer(request);
    } catch (error) {
      if (!this.#sink.isBehind()) this.#fail(queryId, error);
    }
  }

  /** `{type: "cancel", queryId}`; of a query that has ended, nothing. */
  cancel(frame: Readonly<Record<string, unknown>>): void {
    this.#running.get(String(frame.queryId))?.abort();
  }

  close(): void {
    for (const controller of this.#running.values()) controller.abort('closed');
  }

  async #answer({ queryId, ...request }: Omit<z.infer<typeof QueryFrame>, 'type'>): Promise<void> {
    const { say, caughtUp, isBehind } = this.#sink;
    const controller = new AbortController();
    this.#running.set(queryId, controller);
    const startedMs = performance.now();
    let rows = 0;
    const progress = setInterval(() => {
      const elapsedMs = Math.round(performance.now() - startedMs);
      if (!isBehind()) say({ type: 'query_progress', queryId, elapsedMs, rows });
    }, PROGRESS_MS);
    try {
      const { signal } = controller;
      const answer = await this.#run(request, {
        signal,
        onRows: (count) => {
          rows = count;
        },
      });
      clearInterval(progress);
      // One answer at a time waits for a client that reads slowly.
      if (isBehind()) await caughtUp(signal);
      say({ type: 'query_result', queryId, ...answer });
      await caughtUp(signal);
    } catch (error) {
      if (controller.signal.reason !== 'closed') this.#fail(queryId, error);
    } finally {
      clearInterval(progress);
      this.#running.delete(queryId);
    }
  }

  #fail(queryId: string | null, error: unknown): void {
    const fault = error instanceof HubError ? error : new HubError('OBS_INTERNAL', 'The hub failed at this.');
    if (fault !== error) this.#sink.onFault(error);
    this.#sink.say({ type: 'query_error', queryId, ...fault.toJSON().error });
  }
}

function requestOf(frame: object): z.infer<typeof QueryFrame> {
  const parsed = QueryFrame.safeParse(frame);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0]?.slice(0, 60) : undefined;
  const where = unknown ?? issue?.path.join('.') ?? '';
  const message = unknown === undefined ? (issue?.message ?? 'not understood') : 'there is no such field';
  throw new HubError('OBS_BAD_REQUEST', `${where}: ${message}`, { where });
}

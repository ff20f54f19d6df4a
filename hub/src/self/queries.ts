import { context } from '@opentelemetry/api';
import type pg from 'pg';
import { workIn } from './work.ts';

type Fn = (this: unknown, ...args: unknown[]) => unknown;
interface Emitter {
  once(event: string, listener: (fault?: unknown) => void): unknown;
}

const VERB = /^[\s(]*(select|insert|update|delete|with|copy|begin|commit|rollback|set|create|drop|alter)\b/i;

/** Notes the queries of connections in the piece of work that they belong to: by name or first word, never by text. */
export function noteQueries(pools: readonly pg.Pool[]): void {
  const noted = new WeakSet<object>();
  for (const pool of pools) {
    Object.assign(pool, { query: noting(pool.query as Fn) });
    pool.on('acquire', (client) => {
      if (noted.has(client)) return;
      noted.add(client);
      Object.assign(client, { query: noting(client.query as Fn) });
    });
  }
}

function noting(query: Fn): Fn {
  return function (...args) {
    const work = workIn(context.active());
    // The pool asks a connection with a callback; that query is noted as the pool's own.
    if (work === undefined || typeof args.at(-1) === 'function') return query.apply(this, args);
    const end = work.query(nameOf(args[0]));
    const result = query.apply(this, args);
    if (isThenable(result)) void result.then(() => end(), end);
    else if (isEmitter(result)) {
      result.once('finish', () => end());
      result.once('error', end);
    }
    return result;
  };
}

function nameOf(asked: unknown): string {
  const { name, text } = (typeof asked === 'object' ? asked : { text: asked }) as {
    name?: unknown;
    text?: unknown;
  };
  if (typeof name === 'string') return name;
  return VERB.exec(String(text ?? ''))?.[1]?.toUpperCase() ?? 'OTHER';
}

const isThenable = (value: unknown): value is Promise<unknown> =>
  typeof (value as Promise<unknown> | null)?.then === 'function';
const isEmitter = (value: unknown): value is Emitter => typeof (value as Emitter | null)?.once === 'function';

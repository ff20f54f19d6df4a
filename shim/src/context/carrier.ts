import {
  type Context,
  propagation,
  ROOT_CONTEXT,
  type TextMapGetter,
  type TextMapSetter,
} from '@opentelemetry/api';
import { guarded } from '../setup/guard.ts';
import { activeContext, runInContext } from './active-context.ts';
import { contextPropagator } from './context-propagator.ts';

/**
 * What context travels in: the headers of a request or of a message in a queue, or the environment of a
 * child process. A plain object, or anything with `get` and `set` such as `Headers` and `Map`.
 */
export type Carrier = object;

interface Store {
  get(name: string): unknown;
  set(name: string, value: string): unknown;
}

/**
 * Writes the current context (`traceparent`, `tracestate`, `baggage`) into a carrier, and gives that back:
 * `fetch(url, { headers: injectContext({}) })`. Needed where no instrumentation does it. Never throws.
 */
export function injectContext<C extends Carrier>(carrier: C): C {
  guarded('sending the context along', () => {
    const current = activeContext();
    propagation.inject(current, carrier, setter);
    // The application's own propagators know nothing of executions; those of the shim do it twice alike.
    contextPropagator.inject(current, carrier, setter);
  });
  return carrier;
}

/**
 * Runs fn in the context that a carrier brings, so that its spans, log lines and agents belong to the caller's
 * execution. Without one in it, fn runs in the current context. fn runs exactly once; what the carrier says
 * is not trusted: what has not the right form is left out.
 */
export function withExtractedContext<T>(carrier: Carrier, fn: () => T): T {
  const context = guarded('taking the context of a caller', () => contextOf(carrier));
  return context === undefined ? fn() : runInContext(context, fn);
}

/** The context that a carrier brings; without one in it, the current. */
export function contextOf(carrier: Carrier): Context {
  const base = getter.get(carrier, 'traceparent') === undefined ? activeContext() : ROOT_CONTEXT;
  return contextPropagator.extract(propagation.extract(base, carrier, getter), carrier, getter);
}

const setter: TextMapSetter<Carrier> = {
  set(carrier, name, value) {
    if (isStore(carrier)) carrier.set(name, value);
    else (carrier as Record<string, unknown>)[name] = value;
  },
};

const getter: TextMapGetter<Carrier> = {
  keys: (carrier) => Object.keys(carrier),
  get(carrier, name) {
    return asText(isStore(carrier) ? carrier.get(name) : memberOf(carrier, name));
  },
};

function isStore(carrier: Carrier): carrier is Store {
  return (
    'get' in carrier &&
    typeof carrier.get === 'function' &&
    'set' in carrier &&
    typeof carrier.set === 'function'
  );
}

/** Names of headers are of any case, and those of an environment in capitals. */
function memberOf(carrier: Carrier, name: string): unknown {
  const members = carrier as Record<string, unknown>;
  if (members[name] !== undefined) return members[name];
  const found = Object.keys(members).find((key) => key.toLowerCase() === name);
  return found === undefined ? undefined : members[found];
}

/** Some queues give bytes, Node gives lists of headers that came twice. */
function asText(value: unknown): string | undefined {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (Array.isArray(value)) return value.map(String).join(',');
  return typeof value === 'string' ? value : undefined;
}

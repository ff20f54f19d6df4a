import { context, type Span, trace } from '@opentelemetry/api';
import { Attr } from '../conventions/index.ts';
import { processWide } from '../setup/process-wide.ts';
import { nameRoute } from './http-route.ts';
import { fail, inSpan, isThenable, recordError, startSpan } from './in-span.ts';

type Fn = (this: unknown, ...args: unknown[]) => unknown;
/** As much of an instance of Fastify as is used. */
interface Instance {
  addHook(name: string, fn: Fn): unknown;
}
interface Request {
  /** Fastify 4.10 and newer. */
  readonly routeOptions?: { readonly url?: string };
  readonly routerPath?: string;
}
interface Reply {
  readonly sent?: boolean;
  readonly raw?: Record<'once' | 'off', (event: 'close', listener: () => void) => unknown>;
}

/** Hooks that run before the answer is sent; each is a span. */
const hooks = ['onRequest', 'preParsing', 'preValidation', 'preHandler', 'preSerialization', 'onSend'];
const observed = processWide('fastify-instances', () => new WeakSet<object>());
const ours = processWide('fastify-functions', () => new WeakSet<object>());
const reported = processWide('fastify-errors', () => new WeakSet<object>());

/**
 * Observes an instance of Fastify and those below it: requests are named by their route, hooks and handlers that
 * are added from now on are spans, errors are on the span at hand. An instance is observed once.
 */
export function observeFastify(instance: unknown): void {
  if (!isInstance(instance) || observed.has(instance)) return;
  observed.add(instance);
  instance.addHook('onRequest', (request, _reply, done) => {
    const { routeOptions } = request as Request;
    // Fastify warns who reads the older one where there is the newer.
    const route = routeOptions === undefined ? (request as Request).routerPath : routeOptions.url;
    if (route !== undefined) nameRoute(route);
    (done as () => void)();
  });
  instance.addHook('onError', (_request, _reply, error, done) => {
    const span = trace.getActiveSpan();
    if (span !== undefined && !isReported(error)) recordError(span, error);
    (done as () => void)();
  });
  instance.addHook('onRoute', (options) => observeRoute(options as Record<string, unknown>));
  const { addHook } = instance;
  instance.addHook = function (name, fn) {
    return addHook.call(this, name, hooks.includes(name) ? observedHook(name, fn) : fn);
  };
}

const isInstance = (value: unknown): value is Instance =>
  typeof value === 'object' && value !== null && typeof (value as Partial<Instance>).addHook === 'function';

function observeRoute(options: Record<string, unknown>): void {
  const { handler, url } = options;
  if (typeof handler === 'function') options.handler = observedHandler(handler as Fn, String(url));
  for (const name of hooks) {
    const added = options[name];
    if (typeof added === 'function') options[name] = observedHook(name, added as Fn);
    if (Array.isArray(added)) options[name] = added.map((one: Fn) => observedHook(name, one));
  }
}

function observedHandler(handler: Fn, route: string): Fn {
  if (ours.has(handler)) return handler;
  const start = { name: `request handler - ${route}`, attributes: { [Attr.httpRoute]: route } };
  return asOriginal(handler, function (request, reply, ...rest) {
    if (trace.getActiveSpan() === undefined) return handler.call(this, request, reply, ...rest);
    return untilAnswered(start, reply as Reply, () => handler.call(this, request, reply, ...rest));
  });
}

function observedHook(hook: string, fn: Fn): Fn {
  if (typeof fn !== 'function' || ours.has(fn)) return fn;
  const start = { name: `hook ${hook}${fn.name ? ` - ${fn.name}` : ''}` };
  return asOriginal(fn, function (...args) {
    const done = args.at(-1);
    if (trace.getActiveSpan() === undefined) return fn.apply(this, args);
    // A hook with arguments to spare for it calls back, an asynchronous one gives a promise.
    if (typeof done !== 'function' || isAsync(fn)) return inSpan(start, () => fn.apply(this, args));
    const outside = context.active();
    return untilAnswered(start, args[1] as Reply, (end) => {
      const goOn = (...results: unknown[]) => {
        end(results[0]);
        return context.with(outside, () => (done as Fn)(...results));
      };
      return fn.apply(this, [...args.slice(0, -1), goOn]);
    });
  });
}

/** Runs work in a span that ends when its promise settles, `end` is called, or the request is answered. */
function untilAnswered(
  start: Parameters<typeof startSpan>[0],
  reply: Reply | undefined,
  work: (end: (error?: unknown) => void) => unknown,
): unknown {
  const span = startSpan(start);
  if (span === undefined) return work(() => {});
  let isOver = false;
  const closed = () => end();
  const end = (error?: unknown) => {
    if (isOver) return;
    isOver = true;
    reply?.raw?.off('close', closed);
    if (error === undefined || error === null) span.end();
    else failOnce(span, error);
  };
  try {
    const result = context.with(trace.setSpan(context.active(), span), () => work(end));
    if (isThenable(result)) result.then(closed, end);
    else if (result !== undefined || reply?.sent) end();
    else if (!isOver) reply?.raw?.once('close', closed);
    return result;
  } catch (error) {
    end(error);
    throw error;
  }
}

function failOnce(span: Span, error: unknown): void {
  isReported(error);
  fail(span, error);
}

/** Whether an error is on a span already; from now on it is. */
function isReported(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if (reported.has(error)) return true;
  reported.add(error);
  return false;
}

const isAsync = (fn: Fn) => fn.constructor.name === 'AsyncFunction';

/** Fastify checks hooks by their kind and number of arguments, and shows their names. */
function asOriginal(original: Fn, observer: Fn): Fn {
  const fn: Fn = isAsync(original)
    ? async function (...args) {
        return observer.apply(this, args);
      }
    : observer;
  for (const property of ['name', 'length'] as const) {
    Object.defineProperty(fn, property, { value: original[property], configurable: true });
  }
  ours.add(fn);
  return fn;
}

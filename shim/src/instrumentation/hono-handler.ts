import { trace } from '@opentelemetry/api';
import { Attr } from '../conventions/index.ts';
import { processWide } from '../setup/process-wide.ts';
import { hasRoute, nameRoute } from './http-route.ts';
import { inSpan, isThenable } from './in-span.ts';

type Handler = (context: unknown, next: unknown) => unknown;
const ours = processWide('hono-handlers', () => new WeakSet<object>());

/** What a router of Hono is given for a route, `[handler, route]`, with the handler observed. */
export function observeHonoRoute(method: unknown, path: unknown, entry: unknown): unknown {
  if (!Array.isArray(entry) || typeof path !== 'string') return entry;
  const [handler, ...rest] = entry as [unknown, ...unknown[]];
  // A router hands its routes on to others.
  if (typeof handler !== 'function' || ours.has(handler)) return entry;
  const observed = isMiddleware(method, handler)
    ? observedMiddleware(handler as Handler, path)
    : observedHandler(handler as Handler, path);
  ours.add(observed);
  Object.defineProperty(observed, 'name', { value: handler.name, configurable: true });
  return [observed, ...rest];
}

/** What `use` adds, and `mount`; for `all` the handler shows by its arguments. */
const isMiddleware = (method: unknown, handler: { readonly length: number }) =>
  method === 'ALL' && handler.length > 1;

function observedHandler(handler: Handler, path: string): Handler {
  const start = { name: `request handler - ${path}`, attributes: { [Attr.httpRoute]: path } };
  return (honoContext, next) => {
    nameRoute(path);
    if (trace.getActiveSpan() === undefined) return handler(honoContext, next);
    return inSpan(start, () => handler(honoContext, next));
  };
}

/** Middleware that answers by itself names the request, where no route before it did. */
function observedMiddleware(handler: Handler, path: string): Handler {
  if (path === '*' || path === '/*') return handler;
  return (honoContext, next) => {
    let isNextCalled = false;
    const answered = () => {
      if (!isNextCalled && hasRoute() === false) nameRoute(path);
    };
    const result = handler(honoContext, () => {
      isNextCalled = true;
      return (next as () => unknown)();
    });
    if (isThenable(result)) result.then(answered, answered);
    else answered();
    return result;
  };
}

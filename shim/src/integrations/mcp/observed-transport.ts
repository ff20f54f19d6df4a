import { McpSession, type McpSide } from './mcp-session.ts';
import { memberOf } from './rpc-message.ts';
import { transparent } from './transparent.ts';

const originals = new WeakMap<object, object>();
type Handler = (this: unknown, ...given: unknown[]) => unknown;

/** A transport that does all that the given one does, by which what goes over it is seen. */
export function observedTransport<T extends object>(transport: T, side: McpSide): T {
  if (originals.has(transport)) return transport;
  const session = new McpSession(transport, side);
  const members = transport as Record<string, unknown>;
  const handlers = new Map<PropertyKey, unknown>();
  const wrap: Record<string, (handler: Handler) => Handler> = {
    onmessage: (handler) =>
      function (...given) {
        return session.receive(given[0], () => handler.apply(this, given));
      },
    onclose: (handler) =>
      function (...given) {
        session.close();
        return handler.apply(this, given);
      },
  };
  const send = (message: unknown, ...more: unknown[]) =>
    session.send(message, memberOf(more[0], 'requestSignal'), (told) =>
      (members.send as Handler).call(transport, told, ...more),
    );
  const observed = transparent(transport, {
    get: (name) =>
      name === 'send' ? { value: send } : handlers.has(name) ? { value: handlers.get(name) } : undefined,
    set: (name, value) => {
      const wrapper = typeof name === 'string' ? wrap[name] : undefined;
      if (wrapper === undefined) return value;
      handlers.set(name, value);
      return typeof value === 'function' ? wrapper(value as Handler) : value;
    },
  });
  originals.set(observed, transport);
  return observed;
}

/** The transport that was given, of one that is observed; anything else as it is. */
export function originalTransport(transport: unknown): unknown {
  return (typeof transport === 'object' && transport !== null && originals.get(transport)) || transport;
}

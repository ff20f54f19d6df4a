import { guarded } from '../../setup/guard.ts';
import { processWide } from '../../setup/process-wide.ts';

/** What happens in place of a method that asks a model; `send` calls the method itself, once. */
export type Asking = (client: object, request: unknown, send: () => unknown) => unknown;

/** The resources of a client by their names, and the methods of theirs that ask a model. */
export interface Parts {
  readonly [name: string]: Parts | Asking;
}

/** What was given to callers as observed, by either copy of the shim. */
const observed = processWide('observed clients', () => new WeakSet<object>());

/**
 * The same client, seen through: a proxy of its class whose listed methods are observed and whose `withOptions` gives
 * an observed client again. The client itself is not changed. Something that is no object comes back as it is.
 */
export function observedClient<C extends object>(client: C, parts: Parts): C {
  if (observed.has(client)) return client;
  const proxy = guarded('observing a client', () => clientProxy(client, parts));
  if (proxy === undefined) return client;
  observed.add(proxy);
  return proxy;
}

/**
 * The methods of a client run on the client itself, since its private fields are none of the proxy's. Those of its
 * resources run on the resource's proxy, whose `_client` is the proxy: helpers such as `stream` or `runTools` thereby
 * come to the observed methods.
 */
function clientProxy<C extends object>(client: C, parts: Parts): C {
  const proxy: C = throughProxy(client, (name, value) => {
    const part = partNamed(parts, name);
    if (isObject(value) && typeof part === 'object') return resourceProxy(value, part, client, proxy);
    const isMethod = typeof value === 'function' && name !== 'constructor' && !Object.hasOwn(client, name);
    if (!isMethod) return value;
    return replaced(value, (self, args, method) => {
      const result: unknown = Reflect.apply(method, self === proxy ? client : self, args);
      return name === 'withOptions' && isObject(result) ? observedClient(result, parts) : result;
    });
  });
  return proxy;
}

function resourceProxy(resource: object, parts: Parts, client: object, observedAs: object): object {
  const proxy: object = throughProxy(resource, (name, value) => {
    if (value === client) return observedAs;
    const part = partNamed(parts, name);
    if (isObject(value) && typeof part === 'object') return resourceProxy(value, part, client, observedAs);
    if (typeof value !== 'function' || typeof part !== 'function') return value;
    return replaced(value, (self, args, method) => {
      if (self !== proxy) return Reflect.apply(method, self, args);
      return part(client, args[0], () => Reflect.apply(method, resource, args));
    });
  });
  return proxy;
}

/** A proxy that gives something else for some of the members, the same thing each time. */
function throughProxy<T extends object>(target: T, substitute: (name: string, value: unknown) => unknown): T {
  const substitutes = new Map<string, { readonly value: unknown; readonly given: unknown }>();
  return new Proxy(target, {
    // Getters and setters of the target, too, find its private fields only on itself.
    get(_, name) {
      const value: unknown = Reflect.get(target, name);
      const isSimple = typeof value !== 'function' && !isObject(value);
      if (isSimple || typeof name === 'symbol' || isFixed(target, name)) return value;
      const known = substitutes.get(name);
      if (known?.value === value) return known.given;
      const given = guarded('observing a client', () => substitute(name, value)) ?? value;
      substitutes.set(name, { value, given });
      return given;
    },
    set: (_, name, value) => Reflect.set(target, name, value),
  });
}

/** The same function to all that look at it, which does something else when it is called. */
function replaced(
  method: object,
  work: (self: unknown, args: unknown[], method: (...args: unknown[]) => unknown) => unknown,
): unknown {
  return new Proxy(method as (...args: unknown[]) => unknown, {
    apply: (target, self, args) => work(self, args, target),
  });
}

/** A proxy must give what a frozen object holds. */
function isFixed(target: object, name: string): boolean {
  const own = Object.getOwnPropertyDescriptor(target, name);
  return own?.configurable === false && own.writable === false;
}

function partNamed(parts: Parts, name: string): Parts | Asking | undefined {
  return Object.hasOwn(parts, name) ? parts[name] : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

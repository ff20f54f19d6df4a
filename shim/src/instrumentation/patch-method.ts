import { processWide } from '../setup/process-wide.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;
const ours = processWide('patched-methods', () => new WeakSet<object>());

/** Puts a function in the place of a method, once; what has no such method is left as it is. */
export function patchMethod(owner: unknown, name: string, wrap: (original: Method) => Method): void {
  if (typeof owner !== 'object' || owner === null) return;
  const found = Object.getOwnPropertyDescriptor(owner, name);
  const original: unknown = found?.value;
  if (typeof original !== 'function' || ours.has(original)) return;
  const patched = wrap(original as Method);
  ours.add(patched);
  for (const property of ['name', 'length'] as const) {
    Object.defineProperty(patched, property, { value: original[property], configurable: true });
  }
  Object.defineProperty(owner, name, { ...found, value: patched });
}

/** The prototype of a class that a module exports by this name, or is. */
export function prototypeOf(exports: object, name: string): unknown {
  const found: unknown = typeof exports === 'function' ? exports : (exports as Record<string, unknown>)[name];
  return typeof found === 'function' ? found.prototype : undefined;
}

import { SHIM_VERSION } from '../version.ts';

/**
 * One value for all copies of the shim in the process. Where `node --import` has loaded it as ES modules and
 * the service requires it, there are two.
 */
export function processWide<T extends object>(name: string, make: () => T): T {
  const key = Symbol.for(`observatory.shim.${SHIM_VERSION}.${name}`);
  const scope = globalThis as unknown as Record<symbol, T | undefined>;
  scope[key] ??= make();
  return scope[key];
}

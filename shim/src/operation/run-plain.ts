/**
 * Runs fn once and gives its result or error as a promise, with nothing around it. Not an async function: where
 * everything is switched off, another promise for each call is most of what the shim costs.
 */
export function runPlain<T>(fn: () => T | PromiseLike<T>): Promise<T> {
  try {
    return Promise.resolve(fn()) as Promise<T>;
  } catch (error) {
    return Promise.reject(error);
  }
}

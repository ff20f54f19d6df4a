/**
 * Waits for all of them, then gives the results, or throws the first one's error. Unlike `Promise.all` it
 * leaves nothing running behind a failure, so that no step outlives the execution that it belongs to.
 */
export async function together<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

/** In milliseconds; tests with real servers have more of it (vitest.real.config.ts). */
const PATIENCE_MS = Number(process.env.EVENTUALLY_MS ?? 20_000);

/** Asks again until the check passes or the time is up; then fails as the check failed last. */
export async function eventually<T>(
  check: () => T | Promise<T>,
  timeoutMs = PATIENCE_MS,
  everyMs = 50,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }
}

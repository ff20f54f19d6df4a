/** Receives one readable sentence at a time. */
export type Log = (message: string) => void;

const firstMs = 1000;
const everyMs = 5000;

/** Awaits `work`; what takes more than a second is logged as `what` with the seconds, again every five. */
export async function slowly<T>(log: Log, what: string, work: Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const tell = () => log(`${what} (${Math.round((performance.now() - startedAt) / 1000)} s)`);
  let repeat: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    tell();
    repeat = setInterval(tell, everyMs);
  }, firstMs);
  try {
    return await work;
  } finally {
    clearTimeout(first);
    clearInterval(repeat);
  }
}

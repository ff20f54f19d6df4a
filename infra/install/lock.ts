import { open, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

const BEAT_MS = 5_000;
const STALE_MS = 30_000;
const POLL_MS = 1_000;

/**
 * Does work that only one process at a time may do. The holder touches the lock file; one that was not touched for
 * half a minute is left over from a process that was killed, and is taken over.
 */
export async function withLock<T>(
  file: string,
  signal: AbortSignal,
  onWait: () => void,
  work: () => Promise<T>,
): Promise<T> {
  for (let told = false; !(await take(file)); told = true) {
    if (!told) onWait();
    const touched = await stat(file).catch(() => null);
    if (touched !== null && Date.now() - touched.mtimeMs > STALE_MS) await rm(file, { force: true });
    else await wait(POLL_MS, undefined, { signal });
  }
  const beat = setInterval(() => void touch(file), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function touch(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => {});
}

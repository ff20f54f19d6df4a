import {
  closeSync,
  copyFileSync,
  fstatSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';

const MOST_BYTES = 10 * 1024 * 1024;
const BLOCK = 64 * 1024;

/** Opens a server's log for it to append to. */
export function openLog(path: string): number {
  return openSync(path, 'a', 0o600);
}

/**
 * Keeps a log and the one before below a size each. Servers write to the file themselves, so that no line is lost when
 * the supervisor is killed; therefore the file is copied to `PATH.1` and emptied, not renamed. What is written between
 * the two steps, which takes milliseconds, is lost.
 */
export function rotateLog(path: string, mostBytes = MOST_BYTES): void {
  if (sizeOf(path) < mostBytes) return;
  try {
    copyFileSync(path, `${path}.1`);
  } catch {
    // A full disk has no room for both: the log must not be what keeps it full.
    rmSync(`${path}.1`, { force: true });
  }
  truncateSync(path, 0);
}

/** Size in bytes; 0 where there is no such file. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** The last lines of a file from a byte on; empty where there is no such file. Reads no more than it needs. */
export function lastLines(path: string, count: number, from = 0): string[] {
  if (count <= 0 || sizeOf(path) === 0) return [];
  const file = openSync(path, 'r');
  try {
    const end = fstatSync(file).size;
    // A log that was emptied since is read whole.
    const begin = from > end ? 0 : from;
    let at = end;
    let bytes: Buffer = Buffer.alloc(0);
    while (at > begin && newlines(bytes) <= count) {
      const length = Math.min(BLOCK, at - begin);
      at -= length;
      const block = Buffer.alloc(length);
      readSync(file, block, 0, length, at);
      bytes = Buffer.concat([block, bytes]);
    }
    const lines = bytes.toString('utf8').split('\n');
    if (lines.at(-1) === '') lines.pop();
    return lines.slice(-count);
  } finally {
    closeSync(file);
  }
}

function newlines(bytes: Buffer): number {
  let found = 0;
  for (const byte of bytes) if (byte === 10) found += 1;
  return found;
}

import { randomInt } from 'node:crypto';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const claims = join(tmpdir(), 'observatory-test-ports');
/** Longer than anybody takes from asking for a port to listening there: an app may be installed and built in between. */
const CLAIMED_MS = 900_000;
/**
 * Above those of `freeRange`, and below those that systems give to who asks for any: such a one could be given to
 * somebody else between the look here and the use.
 */
const FIRST = 30_000;
const PAST = 32_768;
/** Of rows: above 10080, where neither a browser nor `fetch` goes. */
const FIRST_OF_ROWS = 11_000;

/**
 * A port of the loopback address that is free now, and that no other test of this machine is given: many stacks start at
 * once, and each asks seconds before it listens.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, PAST);
    if ((await isUnused(port)) && isClaimed(port)) return port;
  }
}

/** The first of a row of such ports. */
export async function freeRange(count: number): Promise<number> {
  for (;;) {
    const first = randomInt(FIRST_OF_ROWS, FIRST - count);
    const row = Array.from({ length: count }, (_, index) => first + index);
    if ((await Promise.all(row.map(isUnused))).every(Boolean) && row.every(isClaimed)) return first;
  }
}

function isClaimed(port: number): boolean {
  mkdirSync(claims, { recursive: true });
  const claim = join(claims, String(port));
  const made = statSync(claim, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  if (Date.now() - made > CLAIMED_MS) rmSync(claim, { force: true });
  try {
    writeFileSync(claim, '', { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

function isUnused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const claims = join(tmpdir(), 'observatory-test-ports');
/** Longer than anybody takes from asking for a port to listening there. */
const CLAIMED_MS = 300_000;

/**
 * A port of the loopback address that is free now, and that no other test of this machine is given: many stacks start at
 * once, and each asks seconds before it listens.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await unusedPort();
    if (isClaimed(port)) return port;
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

function unusedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

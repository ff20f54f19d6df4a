import { readdirSync, readFileSync, statSync } from 'node:fs';

/** Bytes in and out. */
export interface Transfer {
  readonly received: number;
  readonly sent: number;
}

/** Bytes that the process read from disks and wrote to them; undefined where the system does not tell. */
export function diskTransfer(): Transfer | undefined {
  const text = readOrNothing('/proc/self/io');
  const received = /^read_bytes: (\d+)$/m.exec(text)?.[1];
  const sent = /^write_bytes: (\d+)$/m.exec(text)?.[1];
  return received === undefined || sent === undefined
    ? undefined
    : { received: Number(received), sent: Number(sent) };
}

/**
 * Bytes through all interfaces of the process's network namespace but loopback: of a container, all of its
 * processes; without one, the whole machine. Undefined where the system does not tell.
 */
export function networkTransfer(): Transfer | undefined {
  const rows = readOrNothing('/proc/self/net/dev').matchAll(/^\s*([^\s:]+):\s*(\d+)(?:\s+\d+){7}\s+(\d+)/gm);
  let sum: Transfer | undefined;
  for (const [, name, received, sent] of rows) {
    if (name === 'lo') continue;
    sum = { received: (sum?.received ?? 0) + Number(received), sent: (sum?.sent ?? 0) + Number(sent) };
  }
  return sum;
}

/** File descriptors that the process holds open; undefined where the system does not tell. */
export function openFileDescriptors(): number | undefined {
  try {
    // Linux 6.2 and newer tell the number as a size; listing thousands would take milliseconds.
    return statSync('/proc/self/fd').size || readdirSync('/proc/self/fd').length;
  } catch {
    return undefined;
  }
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

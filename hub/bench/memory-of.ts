import { readdirSync, readFileSync } from 'node:fs';

const SAMPLE_MS = 250;

/** These processes and all below them (Linux). */
export function withChildren(pids: readonly number[]): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name)) parents.set(Number(name), parentOf(name));
  }
  const all = new Set(pids);
  for (let before = -1; before < all.size; ) {
    before = all.size;
    for (const [pid, parent] of parents) if (all.has(parent)) all.add(pid);
  }
  return [...all];
}

function parentOf(pid: string): number {
  const [, parent = '0'] = /^PPid:\s+(\d+)$/m.exec(textOf(`/proc/${pid}/status`)) ?? [];
  return Number(parent);
}

/** Bytes of memory of these processes and all below them, shared pages divided among those that share them (PSS). */
export function memoryOf(pids: readonly number[]): number {
  return withChildren(pids).reduce((sum, pid) => {
    const [, kilobytes = '0'] = /^Pss:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/smaps_rollup`)) ?? [];
    return sum + Number(kilobytes) * 1024;
  }, 0);
}

/** Empty where the process ended meanwhile. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Looks at the memory of processes and all below them until it is asked for the most that they had. */
export function watchMemory(pids: readonly number[]): () => number {
  let peak = memoryOf(pids);
  const timer = setInterval(() => {
    peak = Math.max(peak, memoryOf(pids));
  }, SAMPLE_MS);
  return () => {
    clearInterval(timer);
    return Math.max(peak, memoryOf(pids));
  };
}

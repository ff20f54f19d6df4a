import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of the kernel's accounting a second: always these on Linux. */
const TICKS_A_SECOND = 100;

interface Stat {
  readonly parent: number;
  /** Its own, and of children that ended. */
  readonly ticks: number;
}

/** Milliseconds of CPU that some processes took, each with its children, ended ones too; empty where the kernel is not Linux. */
export function cpuOf(pids: Readonly<Record<string, number>>): Record<string, number> {
  if (process.platform !== 'linux') return {};
  const stats = new Map<number, Stat>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(name) : null;
    if (stat !== null) stats.set(Number(name), stat);
  }
  const others = new Set(Object.values(pids));
  const ticksOf = (pid: number): number => {
    let ticks = stats.get(pid)?.ticks ?? 0;
    for (const [child, { parent }] of stats)
      if (parent === pid && !others.has(child)) ticks += ticksOf(child);
    return ticks;
  };
  return Object.fromEntries(
    Object.entries(pids).map(([name, pid]) => [name, (ticksOf(pid) * 1000) / TICKS_A_SECOND]),
  );
}

/** Null where the process ended meanwhile. */
function statOf(pid: string): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name, which may hold anything, spaces too: from the third field, the state, on.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15);
    return { parent: fields[1] ?? 0, ticks: utime + stime + cutime + cstime };
  } catch {
    return null;
  }
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Ticks of the kernel in a second, as user space is told them on every Linux. */
const HERTZ = 100;

/** Seconds of processor time that a process and all below it took so far, those that ended and were collected too. */
export function processorSeconds(pid: number): number {
  const children = new Map<number, number[]>();
  const listed = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  for (const line of listed.trim().split('\n')) {
    const [child = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const below = (of: number): number[] => [of, ...(children.get(of) ?? []).flatMap(below)];
  return below(pid).reduce((sum, one) => sum + ticksOf(one), 0) / HERTZ;
}

function ticksOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name in brackets: utime, stime, cutime and cstime are the 14th to the 17th of all.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  } catch {
    return 0;
  }
}

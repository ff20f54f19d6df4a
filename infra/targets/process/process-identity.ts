import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process of this machine. A number alone is given again; together with its start it is one process. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: string;
}

/** Identifies a process that runs now; null where there is none, or only a remnant that waits for its parent. */
export function identify(pid: number): ProcessIdentity | null {
  const started = process.platform === 'linux' ? startedOnLinux(pid) : startedByPs(pid);
  return started === null ? null : { pid, started };
}

/** Whether just this process still runs. */
export function runs({ pid, started }: ProcessIdentity): boolean {
  return identify(pid)?.started === started;
}

/** All processes that a process started, and theirs; empty where the system does not tell (other than Linux). */
export function descendants(pid: number): ProcessIdentity[] {
  if (process.platform !== 'linux') return [];
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const parent = /^\d+$/.test(entry) ? Number(statFields(Number(entry))?.[1]) : Number.NaN;
    if (Number.isNaN(parent)) continue;
    const siblings = children.get(parent);
    if (siblings) siblings.push(Number(entry));
    else children.set(parent, [Number(entry)]);
  }
  const below = (of: number): number[] =>
    (children.get(of) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid).flatMap((child) => identify(child) ?? []);
}

/** Clock ticks since boot, and which boot that was. */
function startedOnLinux(pid: number): string | null {
  const fields = statFields(pid);
  const ticks = fields?.[19];
  if (ticks === undefined || fields?.[0] === 'Z') return null;
  return `${bootId()}/${ticks}`;
}

/** `/proc/PID/stat` from the state on; the name before it may hold spaces and parentheses. */
function statFields(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

let boot: string | undefined;
function bootId(): string {
  try {
    boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8);
  } catch {
    boot ??= '-';
  }
  return boot;
}

function startedByPs(pid: number): string | null {
  try {
    const line = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line === '' ? null : line;
  } catch {
    return null;
  }
}

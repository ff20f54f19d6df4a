import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

export interface WantedPort {
  readonly host: string;
  readonly number: number;
  /** Who wants it, such as `hub/http`. */
  readonly server: string;
  /** Setting that moves it. */
  readonly setting: string;
}

export interface TakenPort extends WantedPort {
  /** Who has it, where the system tells. */
  readonly holder: string | null;
}

/** Those ports that cannot be had now: another process listens on them, or one of the others given wants the same. */
export async function portsInUse(wanted: readonly WantedPort[]): Promise<TakenPort[]> {
  const taken: TakenPort[] = [];
  const first = new Map<string, WantedPort>();
  for (const one of wanted) {
    const twin = first.get(`${one.host}:${one.number}`);
    first.set(`${one.host}:${one.number}`, twin ?? one);
    if (twin !== undefined) taken.push({ ...one, holder: `${twin.setting} for ${twin.server}` });
    else if (!(await isFree(one))) taken.push({ ...one, holder: holderOf(one.number) });
  }
  return taken;
}

function isFree({ host, number }: WantedPort): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port: number, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

const LISTENS = '0A';

/** `name (process 123)` of who listens on a port; null where /proc is not there or keeps it from this user. */
function holderOf(port: number): string | null {
  const hex = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) =>
    read(table)
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[1]?.endsWith(hex) && fields[3] === LISTENS)
      .map((fields) => `socket:[${fields[9]}]`),
  );
  if (inodes.length === 0) return null;
  const pid = list('/proc').find(
    (entry) =>
      /^\d+$/.test(entry) &&
      list(`/proc/${entry}/fd`).some((fd) => inodes.includes(link(`/proc/${entry}/fd/${fd}`))),
  );
  return pid === undefined ? null : `${read(`/proc/${pid}/comm`).trim()} (process ${pid})`;
}

// What ended meanwhile or belongs to another user reads as nothing.
const quietly = <T>(what: () => T, otherwise: T): T => {
  try {
    return what();
  } catch {
    return otherwise;
  }
};
const read = (path: string) => quietly(() => readFileSync(path, 'utf8'), '');
const list = (path: string) => quietly(() => readdirSync(path), []);
const link = (path: string) => quietly(() => readlinkSync(path), '');

import { execFileSync } from 'node:child_process';

const running = (folder: string) =>
  execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder) && /\bpostgres\b.* -D /.test(line));

/** Ids of the PostgreSQL servers that run on a hub's data folder. */
export function postgresProcesses(dataDir: string): number[] {
  return running(dataDir).map((line) => Number.parseInt(line, 10));
}

export interface RunningCluster {
  readonly folder: string;
  /** The folder of its socket, which lies elsewhere where the path would be too long, and the number in its name. */
  readonly host: string;
  readonly port: number;
}

/** The PostgreSQL server that runs somewhere below a folder. */
export function runningCluster(below: string): RunningCluster {
  const [line = ''] = running(below);
  const folder = / -D (\S+)/.exec(line)?.[1];
  const host = /unix_socket_directories="([^"]+)"/.exec(line)?.[1];
  const port = / port=(\d+)/.exec(line)?.[1];
  if (folder === undefined || host === undefined || port === undefined)
    throw new Error(`no PostgreSQL server runs below ${below}`);
  return { folder, host, port: Number(port) };
}

import { execFileSync } from 'node:child_process';

const running = (folder: string) =>
  execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder) && /\bpostgres\b.* -D /.test(line));

/** Ids of the PostgreSQL servers that run on a hub's data folder. */
export function postgresProcesses(dataDir: string): number[] {
  return running(dataDir).map((line) => Number.parseInt(line, 10));
}

/** The cluster of the PostgreSQL server that runs somewhere below a folder. */
export function runningCluster(folder: string): string {
  const cluster = running(folder).flatMap((line) => / -D (\S+)/.exec(line)?.[1] ?? [])[0];
  if (cluster === undefined) throw new Error(`no PostgreSQL server runs below ${folder}`);
  return cluster;
}

import { execFileSync } from 'node:child_process';

/** Ids of the PostgreSQL servers that run on a hub's data folder. */
export function postgresProcesses(dataDir: string): number[] {
  return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(dataDir) && /\bpostgres\b.* -D /.test(line))
    .map((line) => Number.parseInt(line, 10));
}

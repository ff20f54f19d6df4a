import { isatty } from 'node:tty';

/**
 * Whether colours are wanted on a file descriptor: on a terminal, unless `NO_COLOR` (https://no-color.org)
 * or `TERM=dumb` says otherwise; `FORCE_COLOR` wants them anywhere.
 */
export function showsColour(fd: number, env: NodeJS.ProcessEnv = process.env): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true;
  return isatty(fd) && env.TERM !== 'dumb';
}

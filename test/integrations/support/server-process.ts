import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../../infra/install/tool.ts';
import { eventually } from '../../support/eventually.ts';

/** A real server as a process of its own, in a folder that goes with it. */
export interface ServerProcess {
  readonly port: number;
  stop(): Promise<void>;
}

/** How a server is started. */
export interface ServerStart {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly folder: ServerFolder;
  readonly port: number;
  /** Whether it answers; by default, whether it takes connections. */
  readonly isReady?: () => unknown;
  /** Ends what the server leaves behind. */
  readonly afterwards?: () => void;
}

export interface ServerFolder {
  readonly path: string;
  /** Ids of the user of the server, where this process may change to it. */
  readonly user?: { readonly uid: number; readonly gid: number };
  remove(): void;
}

/** Path of a program of Debian; throws with what to install. */
export function debianProgram(name: string, debianPackage: string, folders: readonly string[] = []): string {
  const found = findProgram(name, process.env, ['/usr/sbin', ...folders]);
  if (found !== undefined) return found;
  throw new Error(`${name} is not here: apt-get install ${debianPackage}`);
}

/** A new folder of the system's temporary one, which belongs to that user. */
export function serverFolder(name: string, user?: ServerFolder['user']): ServerFolder {
  const path = mkdtempSync(join(tmpdir(), `observatory-${name}-`));
  if (user !== undefined) chownSync(path, user.uid, user.gid);
  return {
    path,
    ...(user !== undefined && { user }),
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
  };
}

/** Starts a server and waits until it answers; what it said is in the error where it does not. */
export async function startServer(start: ServerStart): Promise<ServerProcess> {
  const { program, args, env = {}, folder, port, isReady = () => connects(port) } = start;
  let said = '';
  const child = spawn(program, args, {
    cwd: folder.path,
    env: { PATH: process.env.PATH, HOME: folder.path, LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own group: some servers are a shell that starts them.
    detached: true,
    ...folder.user,
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-4000);
    });
  }
  const gone = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}: ${said}`)));
  });
  gone.catch(() => undefined);
  const killAtExit = () => signal(child, 'SIGKILL');
  process.once('exit', killAtExit);
  const stop = async () => {
    process.off('exit', killAtExit);
    const ended = gone.catch(() => undefined);
    // Nothing of it is needed any more, and an orderly end takes some of them ten seconds.
    signal(child, 'SIGKILL');
    await ended;
    start.afterwards?.();
    folder.remove();
  };
  try {
    await Promise.race([gone, eventually(isReady, 90_000, 200)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stop };
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // It is gone.
  }
}

/** Whether something takes connections at this port. */
export function connects(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}

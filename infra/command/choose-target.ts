import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CommandError } from './command-error.ts';
import { composeProgram } from './docker-compose.ts';
import { unwritable } from './unwritable.ts';

export const localTargets = ['compose', 'process'] as const;
export type LocalTarget = (typeof localTargets)[number];

/** What `--target` says; throws for anything else than a target that this machine can run. */
export function parseTarget(text: string): LocalTarget {
  const target = localTargets.find((one) => one === text);
  if (target !== undefined) return target;
  throw new CommandError(
    `--target: expected ${localTargets.join(' or ')}; got ${JSON.stringify(text)}. ` +
      'Kubernetes and remote Docker are deployed by Pulumi; see docs/.',
  );
}

const ANSWER_MS = 10_000;

/** Null where Docker's engine answers and has Compose; else what came instead. */
export async function whyNoDocker(): Promise<string | null> {
  const engine = await whyNot('info', '--format', '{{.ServerVersion}}');
  if (engine !== null) return engine;
  const compose = await composeProgram();
  return compose === null ? 'the engine does, but Docker Compose v2 is not installed' : null;
}

async function whyNot(...args: string[]): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('docker', args, { timeout: ANSWER_MS });
    return stdout.trim() === '' ? `docker ${args[0]} names no version` : null;
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT') return 'the program docker is not there';
    return (stderr?.trim() || message).split('\n').at(-1) ?? message;
  }
}

const NAME = 'name=';
const recordFile = (folder: string) => join(folder, 'target');

export interface TargetRecord {
  readonly target: LocalTarget;
  /** Whether it was ready once, and its logins shown. */
  readonly wasReady: boolean;
  /** Name of the stack; null where an older version wrote none. */
  readonly name: string | null;
}

/** Notes how the stack of a folder was started, for the commands that come after. */
export function recordTarget(folder: string, { target, wasReady, name }: TargetRecord): void {
  try {
    mkdirSync(folder, { recursive: true });
    const words = [target, ...(wasReady ? ['ready'] : []), ...(name === null ? [] : [`${NAME}${name}`])];
    writeFileSync(recordFile(folder), `${words.join(' ')}\n`);
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/** How the stack of a folder was started last; null where it never was. */
export function recordedTarget(folder: string): TargetRecord | null {
  try {
    const [first, ...words] = readFileSync(recordFile(folder), 'utf8').trim().split(' ');
    const target = localTargets.find((one) => one === first);
    const name = words.find((word) => word.startsWith(NAME))?.slice(NAME.length) ?? null;
    return target === undefined ? null : { target, wasReady: words.includes('ready'), name };
  } catch {
    return null;
  }
}

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startReplayServer } from '../support/replay-server.ts';
import { answerTo } from './answers.ts';
import type { RecordedPackage } from './subjects.ts';

const here = import.meta.dirname;

/** What a package made: the OTLP request of each scenario. */
export type Made = Readonly<Record<string, object>>;

/** The version that is installed. */
export function versionOf({ name, age, alias }: RecordedPackage): string {
  const file = join(here, age, 'node_modules', alias ?? name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** Runs a package's program against the replay server and gives what it made; rejects where the program says a word. */
export function run({ age, program }: RecordedPackage): Promise<Made> {
  return runProgram(process.execPath, [join(here, 'programs', program), join(here, age)]);
}

/** Runs any program that prints its scenarios as lines of JSON. */
export async function runProgram(command: string, args: readonly string[]): Promise<Made> {
  const server = await startReplayServer();
  server.replyTo(answerTo);
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        REPLAY_URL: server.url,
        OTEL_SDK_DISABLED: 'false',
      },
      timeout: 120_000,
      maxBuffer: 64 * 1024 * 1024,
    });
    const errors = stderr
      .split('\n')
      .filter((line) => line !== '' && !/warning|deprecat|node:\d+\)/i.test(line));
    if (errors.length > 0) throw new Error(`${args.join(' ')} said:\n${errors.join('\n')}`);
    const lines = stdout.split('\n').filter((line) => line.startsWith('{"scenario"'));
    const made = lines.map((line) => JSON.parse(line) as { scenario: string; request: object });
    return Object.fromEntries(made.map(({ scenario, request }) => [scenario, request]));
  } finally {
    await server.close();
  }
}

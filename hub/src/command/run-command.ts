import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { type HubSettings, readSettings, SettingsError } from '../settings.ts';
import { auditExport, auditVerify } from './audit-command.ts';
import { backup } from './backup-command.ts';
import { CommandFault } from './command-fault.ts';
import { keysCreate } from './keys-command.ts';
import { restore } from './restore-command.ts';

/** What a command works with. */
export interface CommandContext {
  readonly cwd: string;
  readonly settings: () => HubSettings;
  /** What it hands on, on standard output; resolves when there is room for more. */
  readonly write: (text: string) => Promise<void>;
  /** What it tells people, on standard error. */
  readonly say: (text: string) => void;
  /** Standard input and output, for what is no text. */
  readonly input: Readable;
  readonly output: Writable & { readonly isTTY?: boolean | undefined };
  /** Aborted from now on when the user wants it to stop, so that it can put away what it began. */
  readonly stopping: () => AbortSignal;
  /** Of the hub. */
  readonly version: string;
}

type Run = (args: string[], context: CommandContext) => Promise<number>;

const commands: Readonly<Record<string, Run>> = {
  'audit verify': auditVerify,
  'audit export': auditExport,
  'keys create': keysCreate,
  backup,
  restore,
};

export const commandHelp = `Commands, beside none, which starts the hub; they take the hub's settings and work while it runs:

  observatory-hub audit verify [--file EXPORT] [--anchor SEQUENCE:HASH]
      Verifies the audit trail; ends with 1 and names the first entry that is not as it was recorded.
  observatory-hub audit export > FILE
      Writes the audit trail as lines of JSON.
  observatory-hub keys create --name NAME --scopes ingest,read,operate,administer [--project NAME] [--expires TIME]
      Makes a key, for whoever has none any more, and prints it.
  observatory-hub backup FILE [--force]
      Writes the whole database to a file, of mode 0600, or with - to standard output.
  observatory-hub restore FILE
      Loads a backup, or with - standard input, into an empty database or a new data folder; stop the hub before.

`;

/** Whether the first words name a command, known or not: the hub itself takes none. */
export function isCommand(args: readonly string[]): boolean {
  return args[0] !== undefined && !args[0].startsWith('-');
}

/** Runs the command that the first words name; returns the exit code. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
  version: string,
): Promise<number> {
  const { stdin, stdout, stderr } = process;
  const words = [args.slice(0, 2), args.slice(0, 1)].find((one) => commands[one.join(' ')] !== undefined);
  const run = commands[words?.join(' ') ?? ''];
  const stop = new AbortController();
  try {
    if (run === undefined || words === undefined)
      throw new CommandFault(
        `There is no command "${args.slice(0, 2).join(' ')}".\n\n${commandHelp.trimEnd()}`,
      );
    return await run(args.slice(words.length), {
      cwd,
      settings: () => readSettings(env, cwd),
      write: async (text) => {
        if (!stdout.write(text)) await once(stdout, 'drain');
      },
      say: (text) => void stderr.write(text),
      input: stdin,
      output: stdout,
      stopping: () => {
        for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
          process.once(name, () => stop.abort(new CommandFault('Stopped.')));
        return stop.signal;
      },
      version,
    });
  } catch (error) {
    if (stop.signal.aborted) {
      stderr.write('Stopped.\n');
      return 2;
    }
    const isKnown = error instanceof CommandFault || error instanceof SettingsError || isCoded(error);
    stderr.write(`${isKnown ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    return 2;
  }
}

/** Of the system, of the database, of arguments: their messages say what is wrong. */
function isCoded(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

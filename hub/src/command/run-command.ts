import { once } from 'node:events';
import { type HubSettings, readSettings, SettingsError } from '../settings.ts';
import { auditExport, auditVerify } from './audit-command.ts';
import { CommandFault } from './command-fault.ts';
import { keysCreate } from './keys-command.ts';

/** What a command works with. */
export interface CommandContext {
  readonly cwd: string;
  readonly settings: () => HubSettings;
  /** What it hands on, on standard output; resolves when there is room for more. */
  readonly write: (text: string) => Promise<void>;
  /** What it tells people, on standard error. */
  readonly say: (text: string) => void;
}

type Run = (args: string[], context: CommandContext) => Promise<number>;

const commands: Readonly<Record<string, Run>> = {
  'audit verify': auditVerify,
  'audit export': auditExport,
  'keys create': keysCreate,
};

export const commandHelp = `Commands, beside none, which starts the hub; they take the hub's settings and work while it runs:

  observatory-hub audit verify [--file EXPORT] [--anchor SEQUENCE:HASH]
      Verifies the audit trail; ends with 1 and names the first entry that is not as it was recorded.
  observatory-hub audit export > FILE
      Writes the audit trail as lines of JSON.
  observatory-hub keys create --name NAME --scopes ingest,read,operate,administer [--project NAME] [--expires TIME]
      Makes a key, for whoever has none any more, and prints it.

`;

/** Whether the first words name a command, known or not: the hub itself takes none. */
export function isCommand(args: readonly string[]): boolean {
  return args[0] !== undefined && !args[0].startsWith('-');
}

/** Runs the command that the first two words name; returns the exit code. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<number> {
  const { stdout, stderr } = process;
  const run = commands[args.slice(0, 2).join(' ')];
  try {
    if (run === undefined)
      throw new CommandFault(
        `There is no command "${args.slice(0, 2).join(' ')}".\n\n${commandHelp.trimEnd()}`,
      );
    return await run(args.slice(2), {
      cwd,
      settings: () => readSettings(env, cwd),
      write: async (text) => {
        if (!stdout.write(text)) await once(stdout, 'drain');
      },
      say: (text) => void stderr.write(text),
    });
  } catch (error) {
    const isKnown = error instanceof CommandFault || error instanceof SettingsError || isCoded(error);
    stderr.write(`${isKnown ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    return 2;
  }
}

/** Of the system, of the database, of arguments: their messages say what is wrong. */
function isCoded(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

import { CommandError } from './command-error.ts';

/** The error for a folder of the stack that cannot be made or written. */
export function unwritable(folder: string, cause: unknown): CommandError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new CommandError(
    `folder: cannot write to ${folder}: ${why}. Give a folder that you may write to, such as --set folder=/tmp/observatory.`,
  );
}

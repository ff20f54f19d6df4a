import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { SealingSettings } from '../settings/sealing.ts';
import { type EncryptionKey, KeyFault, parseKeys } from './encryption-key.ts';

export interface KeyList {
  readonly keys: readonly EncryptionKey[];
  /** Of what it was read from: the same while nothing changed. */
  readonly digest: string;
}

/** Where the keys come from. */
export interface KeySource {
  /** As a fault names it. */
  readonly origin: string;
  /** How often to look for a change, in milliseconds. */
  readonly everyMs: number;
  /** Throws a KeyFault, which says what is wrong and no key. */
  read(): Promise<KeyList>;
}

const FILE_EVERY_MS = 2000;
const COMMAND_EVERY_MS = 300_000;
const COMMAND_TIMEOUT_MS = 10_000;
const MAX_BYTES = 64 * 1024;

/** The source that the settings name; null: content is not encrypted. */
export function keySourceOf(
  { keyFile, keyCommand }: SealingSettings,
  { commandTimeoutMs = COMMAND_TIMEOUT_MS }: { readonly commandTimeoutMs?: number } = {},
): KeySource | null {
  if (keyFile !== null) {
    const origin = `OBSERVATORY_ENCRYPTION_KEY_FILE: ${keyFile}`;
    // Read whole each time: what is mounted into a container changes by the link that leads to it, not by a write.
    return {
      origin,
      everyMs: FILE_EVERY_MS,
      read: async () => listOf(await textOfFile(keyFile, origin), origin),
    };
  }
  const [program, ...args] = keyCommand ?? [];
  if (program === undefined) return null;
  const origin = `OBSERVATORY_ENCRYPTION_KEY_COMMAND: output of ${program}`;
  const read = async () => listOf(await outputOf(program, args, origin, commandTimeoutMs), origin);
  return { origin, everyMs: COMMAND_EVERY_MS, read };
}

function listOf(text: string, origin: string): KeyList {
  return { keys: parseKeys(text, origin), digest: createHash('sha256').update(text).digest('hex') };
}

async function textOfFile(path: string, origin: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    if (bytes.length <= MAX_BYTES) return bytes.toString();
  } catch (error) {
    const cause = (error as NodeJS.ErrnoException).code ?? 'another error';
    throw new KeyFault(`${origin}: expected a file that the hub can read; got ${cause}`);
  }
  throw new KeyFault(`${origin}: expected at most ${MAX_BYTES} bytes; got more`);
}

/** What it prints is never repeated: standard error may hold as much as standard output. */
function outputOf(
  program: string,
  args: readonly string[],
  origin: string,
  timeoutMs: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: MAX_BYTES,
      shell: false,
    } as const;
    const child = execFile(program, args, options, (error, stdout) => {
      if (!error) return resolve(stdout);
      const { code, killed } = error;
      const got =
        killed && code === undefined
          ? `none within ${timeoutMs / 1000} seconds`
          : String(code) === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER'
            ? `more than ${MAX_BYTES} bytes`
            : killed || code === null
              ? `none within ${timeoutMs / 1000} seconds`
              : typeof code === 'number'
                ? `exit code ${code}`
                : String(code);
      reject(new KeyFault(`${origin}: expected keys and exit code 0; got ${got}`));
    });
    child.stdin?.end();
  });
}

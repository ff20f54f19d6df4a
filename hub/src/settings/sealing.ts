import { z } from 'zod';
import { SettingsError } from './values.ts';

/** Encryption of what is stored. */
export const sealingVariables = {
  OBSERVATORY_ENCRYPTION_KEY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File of the keys that content is encrypted with at rest, a line ID:BASE64 each, of which the first encrypts (docs/encryption.md). Not set: content is stored as it comes.',
    ),
  OBSERVATORY_ENCRYPTION_KEY_COMMAND: z
    .string()
    .min(1)
    .optional()
    .describe(
      'In place of the file: a program that prints such lines, as words or as a JSON list of its arguments; no shell runs it.',
    ),
};

/** Those of them that are secrets; each has a variable `…_FILE` beside it. */
export const sealingSecrets = [] as const;

export interface SealingSettings {
  readonly keyFile: string | null;
  /** Program and arguments. */
  readonly keyCommand: readonly string[] | null;
}

type Values = z.output<z.ZodObject<typeof sealingVariables>>;

export function sealingSettings(values: Values): SealingSettings {
  const { OBSERVATORY_ENCRYPTION_KEY_FILE: file, OBSERVATORY_ENCRYPTION_KEY_COMMAND: command } = values;
  if (file !== undefined && command !== undefined)
    throw new SettingsError(
      'OBSERVATORY_ENCRYPTION_KEY_COMMAND: expected either it or OBSERVATORY_ENCRYPTION_KEY_FILE; got both',
    );
  return { keyFile: file ?? null, keyCommand: command === undefined ? null : wordsOf(command) };
}

function wordsOf(command: string): string[] {
  const text = command.trim();
  if (!text.startsWith('[')) return text.split(/\s+/);
  const list = z.array(z.string()).min(1);
  try {
    return list.parse(JSON.parse(text));
  } catch {
    throw new SettingsError(
      'OBSERVATORY_ENCRYPTION_KEY_COMMAND: expected words, or a JSON list of texts; got a list that is none',
    );
  }
}

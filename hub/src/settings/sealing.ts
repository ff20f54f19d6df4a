import type { z } from 'zod';
import { file } from './values.ts';

/** Encryption of what is stored. */
export const sealingVariables = {
  OBSERVATORY_ENCRYPTION_KEY_FILE: file('the keys with which payloads are encrypted'),
};

/** Those of them that are secrets; each has a variable `…_FILE` beside it. */
export const sealingSecrets = [] as const;

export interface SealingSettings {
  readonly keyFile: string | null;
}

type Values = z.output<z.ZodObject<typeof sealingVariables>>;

export function sealingSettings(values: Values): SealingSettings {
  return {
    keyFile: values.OBSERVATORY_ENCRYPTION_KEY_FILE ?? null,
  };
}

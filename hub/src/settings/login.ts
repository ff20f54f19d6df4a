import type { z } from 'zod';
import { page } from './values.ts';

/** People who sign in (OpenID Connect). */
export const loginVariables = {
  OBSERVATORY_PUBLIC_URL: page.describe(
    'Where people reach the hub; links in notices and the way back from sign-in begin with it.',
  ),
};

/** Those of them that are secrets; each has a variable `…_FILE` beside it. */
export const loginSecrets = [] as const;

export interface LoginSettings {
  /** Without a slash at the end; null where it is not said. */
  readonly publicUrl: string | null;
}

type Values = z.output<z.ZodObject<typeof loginVariables>>;

export function loginSettings(values: Values): LoginSettings {
  return {
    publicUrl: values.OBSERVATORY_PUBLIC_URL ?? null,
  };
}

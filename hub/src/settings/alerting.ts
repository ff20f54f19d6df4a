import type { z } from 'zod';
import { flag } from './values.ts';

/** Rules that the hub evaluates, and whom it tells. */
export const alertingVariables = {
  ENABLE_ALERTS: flag.default(true).describe('Whether the hub evaluates rules and sends notices.'),
};

/** Those of them that are secrets; each has a variable `…_FILE` beside it. */
export const alertingSecrets = [] as const;

export interface AlertingSettings {
  /** ENABLE_ALERTS. */
  readonly isOn: boolean;
}

type Values = z.output<z.ZodObject<typeof alertingVariables>>;

export function alertingSettings(values: Values): AlertingSettings {
  return {
    isOn: values.ENABLE_ALERTS,
  };
}

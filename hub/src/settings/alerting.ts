import { z } from 'zod';
import { allowedTargets } from '../outbound/allowed-targets.ts';
import { commaList, file, flag, positive } from './values.ts';

const WEB_ADDRESS = z.url({
  protocol: /^https?$/,
  error: 'expected a URL that begins with http:// or https://',
});
const SMTP_ADDRESS = z.url({
  protocol: /^smtps?$/,
  error: 'expected a URL that begins with smtp:// or smtps://',
});
const targets = commaList.superRefine((entries, context) => {
  try {
    allowedTargets(entries);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});

/** Rules that the hub evaluates, and whom it tells. */
export const alertingVariables = {
  ENABLE_ALERTS: flag.default(true).describe('Whether the hub evaluates rules and sends notices.'),
  EVENT_RATE_THRESHOLD: positive
    .default(100)
    .describe('Events a minute above which the rule high_event_rate fires.'),
  OBSERVATORY_ALLOW_PRIVATE_TARGETS: targets.describe(
    'Comma list of host names, host:port and CIDRs that webhooks and sign-in may reach although they are not public.',
  ),
  WEBHOOK_URL: WEB_ADDRESS.optional().describe(
    'Where alerts go: Slack, Discord and PagerDuty are recognised, any other address gets the webhook of docs/notifications.md.',
  ),
  WEBHOOK_URL_FILE: file('WEBHOOK_URL'),
  OBSERVATORY_WEBHOOK_SECRET: z
    .string()
    .min(16, { error: 'expected at least 16 characters' })
    .optional()
    .describe('Key that signs what goes to WEBHOOK_URL. At least 16 characters.'),
  OBSERVATORY_WEBHOOK_SECRET_FILE: file('OBSERVATORY_WEBHOOK_SECRET'),
  OBSERVATORY_SMTP_URL: SMTP_ADDRESS.optional().describe(
    'Mail server for channels without one of their own, as smtp://user:password@host:587; smtps:// is TLS from the start.',
  ),
  OBSERVATORY_SMTP_URL_FILE: file('OBSERVATORY_SMTP_URL'),
};

/** Those of them that are secrets; each has a variable `…_FILE` beside it. */
export const alertingSecrets = ['WEBHOOK_URL', 'OBSERVATORY_WEBHOOK_SECRET', 'OBSERVATORY_SMTP_URL'] as const;

export interface AlertingSettings {
  /** ENABLE_ALERTS. */
  readonly isOn: boolean;
  /** EVENT_RATE_THRESHOLD, a minute. */
  readonly eventRateThreshold: number;
  /** OBSERVATORY_ALLOW_PRIVATE_TARGETS. */
  readonly allowPrivateTargets: readonly string[];
  readonly webhookUrl: string | null;
  readonly webhookSecret: string | null;
  readonly smtpUrl: string | null;
}

type Values = z.output<z.ZodObject<typeof alertingVariables>>;

export function alertingSettings(values: Values): AlertingSettings {
  return {
    isOn: values.ENABLE_ALERTS,
    eventRateThreshold: values.EVENT_RATE_THRESHOLD,
    allowPrivateTargets: values.OBSERVATORY_ALLOW_PRIVATE_TARGETS,
    webhookUrl: values.WEBHOOK_URL ?? null,
    webhookSecret: values.OBSERVATORY_WEBHOOK_SECRET ?? null,
    smtpUrl: values.OBSERVATORY_SMTP_URL ?? null,
  };
}

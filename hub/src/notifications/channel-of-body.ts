import type { ChannelBody } from '../api/schemas/notifications.ts';
import { HubError } from '../errors.ts';
import { OutboundError } from '../outbound/outbound-error.ts';
import { targetOf } from '../outbound/target.ts';
import { type ChannelConfig, type ChannelKind, type ChannelSecrets, defaultConfig } from './channel.ts';
import type { OpenChannel } from './channels.ts';
import { isReadable } from './matchers.ts';

const secretNames = ['url', 'signing_key', 'routing_key', 'smtp_url'] as const;
const needed: Readonly<Record<ChannelKind, readonly (typeof secretNames)[number][]>> = {
  slack: ['url'],
  discord: ['url'],
  webhook: ['url', 'signing_key'],
  pagerduty: ['routing_key'],
  email: [],
  web_push: [],
};
const MIN_KEY = 16;

/**
 * The channel that a body makes of `known`, the one of its name. Secrets that it does not give stay as they are. Throws
 * where something is missing or unreadable; the value of a secret is not repeated.
 */
export function channelOfBody(
  project: string,
  name: string,
  body: ChannelBody,
  known: OpenChannel | null,
  hasMailServer: boolean,
): OpenChannel {
  const { kind, enabled = true } = body;
  const fromSetting = known?.fromSetting ?? false;
  const given = Object.fromEntries(
    secretNames.flatMap((one) => (body[one] === undefined ? [] : [[one, body[one]]])),
  );
  if (fromSetting && (kind !== known?.kind || Object.keys(given).length > 0))
    throw bad(
      'body.kind',
      'The setting WEBHOOK_URL says what this channel is; only what it is told of can be changed.',
    );
  const secrets: ChannelSecrets = { ...(known?.kind === kind ? known.secrets : {}), ...given };
  if (!fromSetting) checkSecrets(kind, secrets);
  const config: ChannelConfig = { ...defaultConfig(kind), ...configOf(body) };
  checkConfig(kind, config, secrets, hasMailServer);
  return { project, name, kind, fromSetting, enabled, config, secrets };
}

function configOf(body: ChannelBody): Partial<ChannelConfig> {
  const { kind, enabled, url, signing_key, routing_key, smtp_url, ...config } = body;
  return config as Partial<ChannelConfig>;
}

function checkSecrets(kind: ChannelKind, secrets: ChannelSecrets): void {
  for (const one of needed[kind])
    if (secrets[one] === undefined) throw bad(`body.${one}`, `A channel of the kind ${kind} needs ${one}.`);
  if (secrets.url !== undefined) {
    try {
      targetOf(secrets.url);
    } catch (error) {
      throw bad('body.url', error instanceof OutboundError ? error.message : 'Expected a URL.');
    }
  }
  if (secrets.signing_key !== undefined && secrets.signing_key.length < MIN_KEY)
    throw bad('body.signing_key', `Expected at least ${MIN_KEY} characters.`);
  if (secrets.smtp_url !== undefined && !isMailServer(secrets.smtp_url))
    throw bad('body.smtp_url', 'Expected a URL as smtp://user:password@host:587, or smtps://.');
}

function checkConfig(
  kind: ChannelKind,
  { to, matchers, quiet_hours: quiet }: ChannelConfig,
  secrets: ChannelSecrets,
  hasMailServer: boolean,
): void {
  if (kind === 'email') {
    if (to.length === 0) throw bad('body.to', 'Expected at least one address.');
    if (secrets.smtp_url === undefined && !hasMailServer)
      throw bad(
        'body.smtp_url',
        'Expected a mail server: this hub has none of its own (OBSERVATORY_SMTP_URL).',
      );
  }
  const unreadable = matchers.findIndex((matcher) => !isReadable(matcher));
  if (unreadable >= 0)
    throw bad(`body.matchers.${unreadable}.value`, 'Expected a pattern of RE2 that is not too large.');
  if (quiet !== null && !isTimeZone(quiet.time_zone))
    throw bad('body.quiet_hours.time_zone', 'Expected the IANA name of a time zone, as Europe/Berlin.');
}

function isMailServer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (protocol === 'smtp:' || protocol === 'smtps:') && hostname !== '';
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function bad(where: string, message: string): HubError {
  return new HubError('OBS_BAD_REQUEST', message, { where });
}

import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import { refusedRange } from '../outbound/address-class.ts';
import type { Outbound } from '../outbound/outbound.ts';
import { OutboundError } from '../outbound/outbound-error.ts';
import type { OpenChannel } from './channels.ts';
import { mailOf } from './formats/email.ts';
import type { Message, Pages } from './message.ts';
import { type Outcome, outcomeOfError } from './outcome.ts';

export interface MailOptions {
  readonly outbound: Outbound;
  readonly pages: Pages;
  /** Mail server of channels that have none of their own; the operator's, who may have it anywhere. */
  readonly smtpUrl: string | null;
  readonly timeoutMs: number;
}

const DEFAULT_FROM = 'observatory@localhost';

/** Sends a message as a mail. A password goes over TLS alone, but to mail servers of the own network. */
export async function sendMail(
  { config, secrets }: OpenChannel,
  message: Message,
  { outbound, pages, smtpUrl, timeoutMs }: MailOptions,
): Promise<Outcome> {
  const given = secrets.smtp_url ?? smtpUrl;
  if (given === null)
    return { result: 'dead', status: null, reason: 'There is no mail server.', retryAfterMs: null };
  const url = new URL(given);
  const isTls = url.protocol === 'smtps:';
  const port = url.port === '' ? (isTls ? 465 : 587) : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  let close = () => {};
  try {
    // Of the hub's own server the name is looked up when it is connected to.
    const address = secrets.smtp_url === undefined ? host : await outbound.addressOf(host, port);
    const isNear = address === 'localhost' || (isIP(address) !== 0 && refusedRange(address) !== null);
    const user = decodeURIComponent(url.username);
    const transport = createTransport({
      host: address,
      port,
      secure: isTls,
      requireTLS: user !== '' && !isNear,
      tls: { servername: host },
      ...(user !== '' && { auth: { user, pass: decodeURIComponent(url.password) } }),
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    close = () => transport.close();
    const sending = transport.sendMail({
      from: config.from ?? DEFAULT_FROM,
      to: [...config.to],
      messageId: `<${message.id}@observatory>`,
      headers: { 'X-Observatory-Delivery': message.id, 'Auto-Submitted': 'auto-generated' },
      ...mailOf(message, pages),
    });
    await within(sending, timeoutMs);
    return { result: 'sent', status: 250, reason: 'SMTP 250', retryAfterMs: null };
  } catch (error) {
    return outcomeOfMail(error);
  } finally {
    close();
  }
}

/** A server that goes on byte by byte does not hold the channel up. */
async function within<T>(sending: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OutboundError('timeout', 'It did not answer in time.')), timeoutMs);
  });
  try {
    return await Promise.race([sending, late]);
  } finally {
    clearTimeout(timer);
    sending.catch(() => {});
  }
}

function outcomeOfMail(error: unknown): Outcome {
  if (error instanceof OutboundError) return outcomeOfError(error);
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  if (responseCode !== undefined)
    return {
      result: responseCode >= 500 ? 'dead' : 'retry',
      status: responseCode,
      reason: `SMTP ${responseCode}`,
      retryAfterMs: null,
    };
  return {
    result: 'retry',
    status: null,
    reason: `The mail failed (${code ?? 'closed'}).`,
    retryAfterMs: null,
  };
}

import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as its reader has it: the parts decoded. */
export interface Mail {
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Who sent it, as the SMTP session said. */
  readonly user: string;
  readonly password: string;
}

/** An SMTP server of the test that keeps what comes. */
export class MailReceiver {
  readonly mails: Mail[] = [];
  readonly #server: SMTPServer;

  private constructor() {
    let login = { user: '', password: '' };
    this.#server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) => {
        login = { user: username ?? '', password: password ?? '' };
        done(null, { user: login.user });
      },
      onData: (stream, { envelope }, done) => {
        const chunks: Uint8Array[] = [];
        stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
        stream.on('end', () => {
          this.mails.push({
            to: envelope.rcptTo.map(({ address }) => address),
            from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
            ...parts(Buffer.concat(chunks).toString()),
            ...login,
          });
          done();
        });
      },
    });
  }

  static async open(): Promise<MailReceiver> {
    const receiver = new MailReceiver();
    await new Promise<void>((resolve) => {
      receiver.#server.listen(0, '127.0.0.1', resolve);
    });
    return receiver;
  }

  /** `host:port`. */
  get address(): string {
    return `127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(resolve));
  }
}

function parts(raw: string): { subject: string; text: string; html: string } {
  const boundary = /boundary="?([^"\r\n]+)"?/.exec(raw)?.[1] ?? '';
  const part = (type: string) => {
    const found = raw.split(`--${boundary}`).find((one) => one.includes(`Content-Type: ${type}`)) ?? '';
    return quotedPrintable(found.slice(found.indexOf('\r\n\r\n') + 4)).trimEnd();
  };
  const subject = /^Subject: (.*(?:\r\n[ \t].*)*)/m.exec(raw)?.[1] ?? '';
  return { subject: words(subject), text: part('text/plain'), html: part('text/html') };
}

function quotedPrintable(text: string): string {
  const bytes = text
    .replaceAll('=\r\n', '')
    .replaceAll('\r\n', '\n')
    .replaceAll(/=([\dA-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  // What stands plain is ASCII, so each character is a byte.
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Words of a header that are encoded. */
function words(text: string): string {
  return text
    .replaceAll(/\?=\r\n[ \t]+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?q\?(.*?)\?=/gi, (_, word: string) => quotedPrintable(word.replaceAll('_', ' ')));
}

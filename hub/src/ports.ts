import { createServer } from 'node:net';

/** A port that cannot be taken: names it, what it is for, and the setting that moves it. */
export class PortInUse extends Error {
  readonly code = 'OBS_PORT_IN_USE';
  readonly port: number;
  readonly setting: string;

  constructor(port: number, purpose: string, setting: string, cause: unknown) {
    const reason =
      (cause as NodeJS.ErrnoException).code === 'EACCES' ? 'may not be opened by this user' : 'is in use';
    super(`Port ${port} (${purpose}) ${reason}. Stop what holds it, or set ${setting} to another port.`, {
      cause,
    });
    this.port = port;
    this.setting = setting;
  }
}

export interface WantedPort {
  readonly port: number | null;
  readonly purpose: string;
  readonly setting: string;
}

/** Rejects with PortInUse for the first port that cannot be taken now. Port 0 and null pass. */
export async function checkPorts(host: string, wanted: readonly WantedPort[]): Promise<void> {
  for (const { port, purpose, setting } of wanted) {
    if (port === null || port === 0) continue;
    await new Promise<void>((resolve, reject) => {
      const server = createServer();
      server.once('error', (cause) => reject(new PortInUse(port, purpose, setting, cause)));
      server.listen({ port, host, exclusive: true }, () => server.close(() => resolve()));
    });
  }
}

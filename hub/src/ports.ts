import { createServer, type Server } from 'node:net';

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

/**
 * Rejects with PortInUse for the first port that cannot be taken now, be it that another one of these has the same
 * number. Port 0 and null pass.
 */
export async function checkPorts(host: string, wanted: readonly WantedPort[]): Promise<void> {
  const taken: Server[] = [];
  try {
    for (const { port, purpose, setting } of wanted) {
      if (port === null || port === 0) continue;
      const server = createServer();
      taken.push(server);
      await new Promise<void>((resolve, reject) => {
        server.once('error', (cause) => reject(new PortInUse(port, purpose, setting, cause)));
        server.listen({ port, host, exclusive: true }, resolve);
      });
    }
  } finally {
    const open = taken.filter((server) => server.listening);
    await Promise.all(open.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

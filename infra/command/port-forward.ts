import { spawn } from 'node:child_process';
import type { Settings } from '../settings/schema.ts';
import { containerStack } from '../stack/stack.ts';
import { CommandError } from './command-error.ts';

export interface Forward {
  readonly url: string;
  readonly command: readonly [string, ...string[]];
}

/** How a server on Kubernetes is reached from here: by `kubectl port-forward` to its Service, on its usual port. */
export function forwardTo(settings: Settings, server: string): Forward {
  const reachable = containerStack('kubernetes', settings).components.flatMap(({ name, ports }) => {
    const port = ports.find(({ published }) => published !== null);
    return port?.published == null ? [] : [{ name, local: port.published, port: port.name }];
  });
  const found = reachable.find(({ name }) => name === server);
  if (found === undefined) {
    throw new CommandError(
      `open: expected one of ${reachable.map(({ name }) => name).join(', ')}; got ${JSON.stringify(server)}`,
    );
  }
  return {
    url: `http://127.0.0.1:${found.local}`,
    command: [
      'kubectl',
      'port-forward',
      '--namespace',
      settings.namespace,
      `service/${server}`,
      `${found.local}:${found.port}`,
    ],
  };
}

/** Forwards until the user stops it; `onReady` is called once connections are accepted. */
export function forward({ command }: Forward, signal: AbortSignal, onReady: () => void): Promise<void> {
  const [file, ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.stdout.once('data', onReady);
    signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new CommandError(error.code === 'ENOENT' ? 'open needs kubectl, which is not there.' : error.message),
      ),
    );
    child.once('close', (code) => {
      if (signal.aborted || code === 0) resolve();
      else reject(new CommandError(`kubectl port-forward ended (code ${code}): ${stderr.trim()}`));
    });
  });
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { interrupt } from '../interrupt.ts';
import { runnerOfStarted, type TargetOptions } from '../local-stack.ts';
import { openBrowser } from '../open-browser.ts';
import { openUnseen } from '../open-unseen.ts';
import { forward, forwardTo } from '../port-forward.ts';
import { settingsOf, withSettings } from '../settings-options.ts';

interface OpenOptions extends TargetOptions {
  readonly print?: boolean;
}

/** `observatory open NAME`: a server's page. */
export function openCommand(): Command {
  return withSettings(new Command('open'))
    .description('print the address of a server and open it in a browser; on Kubernetes forward its port')
    .argument('<name>', 'server, such as hub, grafana, jaeger')
    .option('--print', 'only print the address')
    .option('--target <name>', 'compose, process or kubernetes; without it how it was started')
    .action((name: string, options: OpenOptions) =>
      options.target === 'kubernetes' ? openOnKubernetes(name, options) : openHere(name, options),
    );
}

async function openHere(name: string, options: OpenOptions): Promise<void> {
  const { runner } = await runnerOfStarted(options);
  const servers = await runner.status();
  if (servers === null) throw new CommandError('open: nothing is running. Start it by `observatory up`.');
  const pages = servers.filter(({ url }) => url !== null);
  // `loki` is where its part for queries is.
  const found =
    pages.find((server) => server.name === name) ??
    pages.find((server) => server.name.startsWith(`${name}-`));
  const url = found?.url?.split(', ').find((one) => one.startsWith('http'));
  if (url === undefined) {
    throw new CommandError(
      `open: expected one of ${pages.map((server) => server.name).join(', ')}; got ${JSON.stringify(name)}`,
    );
  }
  const key = name === 'hub' ? await hubKey(runner.secretsIn) : null;
  if (key === null) return show(url, options);
  // The fragment of an address stays in the browser: no server and no log sees the key.
  const signIn = `${url}/#key=${key}`;
  process.stdout.write(`${signIn}\n`);
  if (!options.print) await openUnseen(signIn, interrupt());
}

async function hubKey(secretsIn: string): Promise<string | null> {
  const key = await readFile(join(secretsIn, 'secrets/hub-api-key'), 'utf8').catch(() => null);
  return key === null ? null : key.trim();
}

async function openOnKubernetes(name: string, options: OpenOptions): Promise<void> {
  const { settings } = await settingsOf(options);
  const wanted = forwardTo(settings, name);
  if (options.print) {
    process.stdout.write(`${wanted.command.join(' ')}\n${wanted.url}\n`);
    return;
  }
  await forward(wanted, interrupt(), () => void show(wanted.url, options));
}

async function show(url: string, { print }: OpenOptions): Promise<void> {
  process.stdout.write(`${url}\n`);
  if (!print) await openBrowser(url);
}

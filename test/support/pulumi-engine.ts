import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  type EngineEvent,
  LocalWorkspace,
  PulumiCommand,
  type Stack,
} from '@pulumi/pulumi/automation/index.js';
import { serverBinary } from '../../infra/install/cache.ts';
import { deploy } from '../../infra/program/deploy.ts';

/** Which stand-ins there are, and how each reaches what it applies to. */
export type Providers = Readonly<Partial<Record<'docker' | 'kubernetes' | 'random', string>>>;

/** What the engine did or would do with each resource that is not of Pulumi itself, such as `update Deployment hub`. */
export interface Steps {
  readonly steps: readonly string[];
  readonly outputs: Readonly<Record<string, { readonly value: unknown; readonly secret: boolean }>>;
}

/** The real Pulumi engine on a state of its own in a temporary folder, with providers that stand in for the real ones. */
export class PulumiEngine {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly #stack: Stack;
  readonly #eventLog: string;
  readonly #providers: readonly ChildProcess[];

  private constructor(folder: string, env: Record<string, string>, stack: Stack, providers: ChildProcess[]) {
    this.folder = folder;
    this.env = env;
    this.#stack = stack;
    this.#eventLog = eventLogIn(folder);
    this.#providers = providers;
  }

  static async start(providers: Providers): Promise<PulumiEngine> {
    const folder = await mkdtemp(join(tmpdir(), 'observatory-pulumi-'));
    await mkdir(join(folder, 'bin'));
    await mkdir(join(folder, 'state'));
    await symlink(serverBinary('pulumi', 'pulumi'), join(folder, 'bin/pulumi'));
    const started = await Promise.all(
      Object.entries(providers).map(([name, target]) => attach(name, target)),
    );
    const env = {
      PULUMI_BACKEND_URL: `file://${join(folder, 'state')}`,
      PULUMI_CONFIG_PASSPHRASE: 'of the test',
      PULUMI_HOME: join(folder, 'home'),
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      PULUMI_DEBUG_PROVIDERS: started.map(({ name, port }) => `${name}:${port}`).join(','),
    };
    const pulumiCommand = await PulumiCommand.get({ root: folder, skipVersionCheck: true });
    logEventsTo(eventLogIn(folder), pulumiCommand);
    const stack = await LocalWorkspace.createOrSelectStack(
      {
        projectName: 'observatory',
        stackName: 'test',
        program: async () => ({ ...(await deploy({ root: folder, env: {} })) }),
      },
      { envVars: env, pulumiCommand },
    );
    return new PulumiEngine(
      folder,
      env,
      stack,
      started.map(({ child }) => child),
    );
  }

  async configure(config: Readonly<Record<string, unknown>>): Promise<void> {
    for (const [key, value] of Object.entries(config)) {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      await this.#stack.setConfig(key.includes(':') ? key : `observatory:${key}`, { value: text });
    }
  }

  preview(): Promise<Steps> {
    return this.#steps(() => this.#stack.preview());
  }

  up(): Promise<Steps> {
    return this.#steps(() => this.#stack.up({ onEvent, parallel: 8 }));
  }

  destroy(): Promise<Steps> {
    return this.#steps(() => this.#stack.destroy({ onEvent, parallel: 8 }));
  }

  /** The state as it lies on disk; what the engine exports has its secrets decrypted. */
  state(): Promise<string> {
    return readFile(join(this.folder, 'state/.pulumi/stacks/observatory/test.json'), 'utf8');
  }

  async stop(): Promise<void> {
    for (const child of this.#providers) await end(child);
    await rm(this.folder, { recursive: true, force: true });
  }

  async #steps(run: () => Promise<unknown>): Promise<Steps> {
    await run();
    const events = (await readFile(this.#eventLog, 'utf8')).split('\n').filter((line) => line !== '');
    const steps = new Set<string>();
    for (const line of events) {
      const { resourcePreEvent } = JSON.parse(line) as EngineEvent;
      if (resourcePreEvent === undefined) continue;
      const { op, urn, type } = resourcePreEvent.metadata;
      if (op === 'same' || type.startsWith('pulumi:') || type.startsWith('observatory:')) continue;
      steps.add(`${op} ${type.slice(type.lastIndexOf(':') + 1)} ${urn.slice(urn.lastIndexOf('::') + 2)}`);
    }
    return { steps: [...steps].toSorted(), outputs: await this.#stack.outputs() };
  }
}

const eventLogIn = (folder: string) => join(folder, 'events.jsonl');

/** With it the engine is asked for a log of its events. */
const onEvent = () => {};

/**
 * Has the engine write the log of its events elsewhere, to be read when it is whole: the Automation API reads along, and
 * loses events whose lines are large (pulumi/pulumi#6768).
 */
function logEventsTo(file: string, command: PulumiCommand): void {
  // Its method, which its types leave out.
  const runner = command as unknown as { run: (args: string[], ...rest: unknown[]) => Promise<unknown> };
  const run = runner.run.bind(command);
  runner.run = async (args, ...rest) => {
    const at = args.indexOf('--event-log');
    if (at === -1) return run(args, ...rest);
    await rm(file, { force: true });
    return run(args.with(at + 1, file), ...rest);
  };
}

/** Starts a stand-in and waits until it listens. */
export async function attach(name: string, target: string) {
  const program = new URL('./pulumi-provider.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--conditions=@observatory/source', program, name, target], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [port] = await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the stand-in for ${name} ended with ${code}`);
    }),
  ]);
  return { name, port: Number(port), child };
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}

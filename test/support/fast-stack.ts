import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { PartialSettings } from '../../infra/settings/schema.ts';
import { acceleratedRules } from './accelerate.ts';
import { promQuery } from './backends.ts';
import { eventually } from './eventually.ts';
import { NoticeReceiver } from './notice-receiver.ts';
import { ProcessStack } from './process-stack.ts';

const root = resolve(import.meta.dirname, '../..');

/**
 * The real stack with time compressed (accelerate.ts): Prometheus scrapes and evaluates each second, Alertmanager tells
 * within seconds, and a webhook keeps what it is told. What runs beside it is ended with it.
 */
export class FastStack {
  readonly stack: ProcessStack;
  readonly notices: NoticeReceiver;
  readonly #children = new Set<ChildProcess>();

  private constructor(stack: ProcessStack, notices: NoticeReceiver) {
    this.stack = stack;
    this.notices = notices;
  }

  static async up(settings: PartialSettings = {}): Promise<FastStack> {
    const notices = await NoticeReceiver.open();
    const stack = await ProcessStack.prepare({
      scrapeInterval: '1s',
      ...settings,
      alerts: {
        // They learn for a day before they say anything.
        anomalies: false,
        ...settings.alerts,
        receivers: { webhook: { urlFile: 'webhook-url' } },
      },
    });
    await writeFile(join(stack.folder, 'webhook-url'), notices.url('/team'));
    const fast = new FastStack(stack, notices);
    try {
      await stack.up();
      await fast.#accelerate();
    } catch (error) {
      await fast.remove();
      throw error;
    }
    return fast;
  }

  async #accelerate(): Promise<void> {
    await this.#rewrite('prometheus/rules/observatory.yml', acceleratedRules);
    await this.#rewrite('alertmanager/alertmanager.yml', (text) =>
      text
        .replaceAll(/group_wait: \S+/g, 'group_wait: 2s')
        .replaceAll(/group_interval: \S+/g, 'group_interval: 4s'),
    );
    await this.#rewrite('collector/collector.yaml', (text) =>
      text.replaceAll(/metrics_flush_interval: \S+/g, 'metrics_flush_interval: 1s'),
    );
    this.stack.signal('prometheus', 'SIGHUP');
    this.stack.signal('alertmanager', 'SIGHUP');
    const before = this.stack.server('collector').restarts;
    this.stack.signal('collector', 'SIGTERM');
    await eventually(() => {
      const { phase, restarts } = this.stack.server('collector');
      if (restarts === before || phase !== 'ready') throw new Error(`the collector is ${phase}`);
    }, 60_000);
  }

  async #rewrite(file: string, change: (text: string) => string): Promise<void> {
    const path = join(this.stack.folder, '.observatory/process/config', file);
    const text = await readFile(path, 'utf8');
    const changed = change(text);
    if (changed === text) throw new Error(`${file} has nothing to accelerate`);
    await writeFile(path, changed);
  }

  /** Runs a program of the repository beside the stack; ends it with the stack unless the caller does before. */
  start(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    const child = spawn(
      process.execPath,
      ['--conditions=@observatory/source', resolve(root, program), ...args],
      {
        env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: this.stack.url('otlpHttp'), ...env },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }

  /** The demo fleet in `staging` with these options, far more runs a minute than usual, since time is short. */
  fleet(...options: readonly string[]): ChildProcess {
    const args = ['--quiet', '--rate', '120', '--speed', '5', ...options];
    return this.start('examples/agents/src/main.ts', args, {
      ENVIRONMENT: 'staging',
      OBSERVATORY_HEARTBEAT_INTERVAL: '1000',
    });
  }

  /** Ends a program as its terminal would, and waits for it. */
  async end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((settle) => child.once('exit', settle));
    child.kill(signal);
    await gone;
  }

  /** What fires now, as Prometheus has it: labels of each alert, sorted by name. */
  async firing(): Promise<readonly Readonly<Record<string, string>>[]> {
    const found = await promQuery(this.stack, 'ALERTS{alertstate="firing"}');
    return found
      .map(({ labels: { __name__: _, alertstate: __, ...labels } }) => labels)
      .toSorted((a, b) => (a.alertname ?? '').localeCompare(b.alertname ?? ''));
  }

  async remove(): Promise<void> {
    await Promise.all([...this.#children].map((child) => this.end(child, 'SIGKILL')));
    await this.stack.remove();
    await this.notices.close();
  }
}

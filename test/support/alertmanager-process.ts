import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { noticeTemplates } from '../../alerts/routing/notice-templates.ts';
import { alertmanagerConfig } from '../../alerts/routing/routing.ts';
import { pagesOf } from '../../alerts/rules/links.ts';
import { serverBinary } from '../../infra/install/cache.ts';
import type { PartialSettings } from '../../infra/settings/schema.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { stackSettings } from './stack-settings.ts';

type Config = ReturnType<typeof alertmanagerConfig>;
type Alerts = NonNullable<PartialSettings['alerts']>;

/** An alert as Prometheus sends it. */
export interface SentAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly startsAt?: string;
  readonly endsAt?: string;
}

/** Alertmanager's files as they are rendered, in a folder of the test, with secrets that the test gives. */
export class AlertmanagerFiles {
  readonly folder = mkdtempSync(join(tmpdir(), 'observatory-alertmanager-'));
  readonly config: Config;

  constructor(alerts: Alerts, secrets: Readonly<Record<string, string>>, hub: string) {
    const settings = stackSettings({ alerts });
    mkdirSync(join(this.folder, 'secrets'));
    for (const [name, value] of Object.entries(secrets))
      writeFileSync(join(this.folder, 'secrets', name), `${value}\n`);
    writeFileSync(this.templates, noticeTemplates(pagesOf(settings)));
    this.config = alertmanagerConfig(settings, {
      secret: (name) => join(this.folder, 'secrets', name),
      templates: this.templates,
      hub,
      pages: pagesOf(settings),
    });
    this.write(this.config);
  }

  get file(): string {
    return join(this.folder, 'alertmanager.yml');
  }

  get templates(): string {
    return join(this.folder, 'observatory.tmpl');
  }

  write(config: unknown): void {
    writeFileSync(this.file, stringify(config, { lineWidth: 0 }));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A real Alertmanager with our configuration, that waits for seconds where ours waits for minutes. */
export class AlertmanagerProcess {
  readonly url: string;
  readonly #files: AlertmanagerFiles;
  readonly #child: ChildProcess;

  private constructor(url: string, files: AlertmanagerFiles, child: ChildProcess) {
    this.url = url;
    this.#files = files;
    this.#child = child;
  }

  /** `overrides` are put into the integrations of that name, such as an address that no setting has. */
  static async start(
    files: AlertmanagerFiles,
    overrides: Readonly<Record<string, object>> = {},
  ): Promise<AlertmanagerProcess> {
    files.write(quick(files.config, overrides));
    const address = `127.0.0.1:${await freePort()}`;
    const log = join(files.folder, 'log');
    const out = openSync(log, 'a');
    const child = spawn(
      serverBinary('alertmanager', 'alertmanager'),
      [
        `--config.file=${files.file}`,
        `--storage.path=${join(files.folder, 'data')}`,
        `--web.listen-address=${address}`,
        '--cluster.listen-address=',
        '--enable-feature=receiver-name-in-metrics',
      ],
      { stdio: ['ignore', out, out] },
    );
    closeSync(out);
    const started = new AlertmanagerProcess(`http://${address}`, files, child);
    await eventually(async () => {
      if (child.exitCode !== null) throw new Error(`Alertmanager ended:\n${readFileSync(log, 'utf8')}`);
      const { ok } = await fetch(`${started.url}/-/ready`);
      if (!ok) throw new Error('Alertmanager is not ready');
    }, 90_000);
    return started;
  }

  /** Sends alerts, all at once as Prometheus does. */
  async send(...alerts: readonly SentAlert[]): Promise<void> {
    const response = await fetch(`${this.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts),
    });
    if (!response.ok) throw new Error(`Alertmanager took no alerts: ${await response.text()}`);
  }

  /** Sends the same alerts as over. */
  async resolve(...alerts: readonly SentAlert[]): Promise<void> {
    const endsAt = new Date().toISOString();
    await this.send(...alerts.map((alert) => ({ ...alert, endsAt })));
  }

  /** Alerts that a receiver is not told of now, by name: because of another, or of quiet hours. */
  async heldBack(receiver: string): Promise<string[]> {
    const groups = (await (await fetch(`${this.url}/api/v2/alerts/groups`)).json()) as {
      receiver: { name: string };
      alerts: {
        labels: Record<string, string>;
        status: { inhibitedBy: string[]; mutedBy: string[] };
      }[];
    }[];
    return groups
      .filter((group) => group.receiver.name === receiver)
      .flatMap(({ alerts }) => alerts)
      .filter(({ status }) => status.inhibitedBy.length + status.mutedBy.length > 0)
      .map(({ labels }) => labels.alertname ?? '')
      .toSorted();
  }

  /** Ends it and removes its files. */
  async remove(): Promise<void> {
    if (this.#child.exitCode === null) {
      const ended = new Promise((resolve) => this.#child.once('exit', resolve));
      this.#child.kill('SIGKILL');
      await ended;
    }
    this.#files.remove();
  }
}

/** The same routes with waits of a second. */
function quick(config: Config, overrides: Readonly<Record<string, object>>): unknown {
  const waits = { group_wait: '1s', group_interval: '1s' };
  return {
    ...config,
    route: {
      ...config.route,
      ...waits,
      routes: config.route.routes.map((route) => ({
        ...route,
        ...waits,
        ...('repeat_interval' in route && route.receiver === 'dead-mans-switch'
          ? { repeat_interval: '1s' }
          : {}),
      })),
    },
    receivers: config.receivers.map((receiver) =>
      Object.fromEntries(
        Object.entries(receiver).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.map((one: object) => ({ ...one, ...overrides[name] })) : value,
        ]),
      ),
    ),
  };
}

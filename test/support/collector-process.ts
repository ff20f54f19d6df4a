import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CollectorConfig, renderCollector } from '../../collector/config.ts';
import { edgeConfig } from '../../collector/edge.ts';
import { gatewayConfig } from '../../collector/gateway.ts';
import { serverBinary } from '../../infra/install/cache.ts';
import { resolveSettings } from '../../infra/settings/resolve.ts';
import type { PartialSettings, Settings } from '../../infra/settings/schema.ts';
import { processSite, type Site } from '../../infra/stack/site.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { OtlpSink } from './otlp-sink.ts';

/** Our own distribution of the collector. */
export const collectorProgram = () => serverBinary('otelcol', 'otelcol-observatory');

/** The stores behind a collector. */
export interface Stores {
  readonly hub: OtlpSink;
  readonly jaeger: OtlpSink;
  readonly loki: OtlpSink;
  readonly prometheus: OtlpSink;
}

export async function openStores(): Promise<Stores> {
  const [hub, loki, prometheus, jaeger] = await Promise.all([
    OtlpSink.open('http'),
    OtlpSink.open('http'),
    OtlpSink.open('http'),
    OtlpSink.open('grpc'),
  ]);
  return { hub, jaeger, loki, prometheus };
}

type Make = (settings: Settings, site: Site, version: '0.111') => CollectorConfig;

/** A real collector with the configuration that we render, before stores of the test. */
export class CollectorProcess {
  readonly folder: string;
  readonly settings: Settings;
  readonly http: string;
  readonly #server: string;
  readonly #site: Site;
  readonly #make: Make;
  #child: ChildProcess | null = null;

  private constructor(server: string, settings: Settings, folder: string, site: Site, make: Make) {
    this.#server = server;
    this.#make = make;
    this.settings = settings;
    this.folder = folder;
    this.#site = site;
    this.http = `http://${site.address(server, 'otlp-http')}`;
  }

  /** Starts it; `addresses` says where others are, by `server/port`. */
  static async start(
    server: string,
    values: PartialSettings,
    addresses: Readonly<Record<string, string>>,
    make: Make = server === 'agent' ? edgeConfig : gatewayConfig,
  ): Promise<CollectorProcess> {
    const { settings } = resolveSettings([{ name: 'the test', values }]);
    const folder = mkdtempSync(join(tmpdir(), 'observatory-collector-'));
    const own = new Map<string, number>();
    for (const port of ['otlp-grpc', 'otlp-http', 'health', 'metrics']) own.set(port, await freePort());
    const address = (name: string, port: string) =>
      addresses[`${name}/${port}`] ?? `127.0.0.1:${own.get(port) ?? 1}`;
    const site: Site = {
      ...processSite(settings, folder),
      address,
      each: address,
      listen: (_name, port) => `127.0.0.1:${own.get(port)}`,
    };
    mkdirSync(join(folder, 'secrets'));
    writeFileSync(join(folder, 'secrets/hub-ingest-key'), 'obs_key-of-the-hub');
    writeFileSync(join(folder, 'secrets/ingest-token'), 'obsi_token-of-senders');
    const collector = new CollectorProcess(server, settings, folder, site, make);
    await collector.run();
    return collector;
  }

  address(port: string): string {
    return this.#site.address(this.#server, port);
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get log(): string {
    return readFileSync(join(this.folder, 'log'), 'utf8');
  }

  async run(): Promise<void> {
    const config = this.#make(this.settings, this.#site, '0.111');
    const file = join(this.folder, 'config.yaml');
    writeFileSync(file, renderCollector(config));
    const log = openSync(join(this.folder, 'log'), 'a');
    this.#child = spawn(collectorProgram(), [`--config=${file}`], { stdio: ['ignore', log, log] });
    closeSync(log);
    await eventually(async () => {
      if (this.#child?.exitCode !== null) throw new Error(`the collector ended:\n${this.log.slice(-2000)}`);
      const { ok } = await fetch(`http://${this.address('health')}/`);
      if (!ok) throw new Error('the collector is not ready');
    });
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  /** Ends it and leaves nothing behind. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The addresses of a test's stores. */
export const addressesOf = ({ hub, jaeger, loki, prometheus }: Stores): Record<string, string> => ({
  'hub/http': hub.address,
  'jaeger/otlp-grpc': jaeger.address,
  'loki/http': loki.address,
  'prometheus/http': prometheus.address,
});

import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderCollector } from '../../collector/config.ts';
import { containerLogsConfig } from '../../collector/container-logs.ts';
import { containerSite } from '../../infra/stack/site.ts';
import {
  addressesOf,
  CollectorProcess,
  collectorProgram,
  openStores,
  type Stores,
} from '../support/collector-process.ts';
import { eventually } from '../support/eventually.ts';
import { newSpanId, newTraceId } from '../support/send.ts';
import { stackSettings } from '../support/stack-settings.ts';

const auth = { ingest: { auth: 'on' as const } };
const HOUR_MS = 3_600_000;

/** A collector before stores, and the reader of a machine's folder before it. */
class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), 'observatory-container-logs-'));
  readonly stores: Stores;
  readonly collector: CollectorProcess;
  reader: CollectorProcess | null = null;

  private constructor(stores: Stores, collector: CollectorProcess) {
    this.stores = stores;
    this.collector = collector;
  }

  static async open(): Promise<Machine> {
    const stores = await openStores();
    return new Machine(stores, await CollectorProcess.start('collector', auth, addressesOf(stores)));
  }

  async read(kind: 'kubernetes' | 'compose'): Promise<CollectorProcess> {
    const to = this.collector.address('otlp-grpc').replace('127.0.0.1', 'localhost');
    this.reader = await CollectorProcess.start(
      'agent-logs',
      auth,
      { 'collector/otlp-grpc': to },
      (settings, site, version) =>
        // The paths and ports of processes, the files of containers.
        containerLogsConfig(settings, { ...site, kind }, version, this.folder),
    );
    return this.reader;
  }

  write(path: string, lines: readonly string[]): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, lines.map((line) => `${line}\n`).join(''));
  }

  bodies(): unknown[] {
    return this.stores.loki.logs.map(({ body }) => body);
  }

  line(body: string) {
    const found = this.stores.loki.logs.filter((log) => log.body === body);
    expect(found).toHaveLength(1);
    return found[0];
  }

  async close(): Promise<void> {
    await this.reader?.remove();
    await this.collector.remove();
    for (const store of Object.values(this.stores)) await store.go();
    rmSync(this.folder, { recursive: true });
  }
}

const traceId = newTraceId();
const spanId = newSpanId();
const pino = JSON.stringify({
  level: 50,
  time: Date.now() - 5000,
  msg: 'pino failed',
  trace_id: traceId,
  span_id: spanId,
  port: 80,
});
const named = JSON.stringify({ severity: 'WARN', message: 'of a name', 'service.name': 'checkout' });
const long = 'x'.repeat(40_000);
/** As a runtime cuts it. */
const parts = [long.slice(0, 16_384), long.slice(16_384, 32_768), long.slice(32_768)];
const now = () => new Date().toISOString().replace('Z', '000000Z');
const old = () => new Date(Date.now() - 2 * HOUR_MS).toISOString();

describe('the reader of a node of Kubernetes', () => {
  const uid = '0f6ab7a2-3f1c-4a51-9a4c-6d1e4f9f1f55';
  const web = `shop_web-7d9f_${uid}/web/0.log`;
  const cri = (text: string, { tag = 'F', time = now(), stream = 'stdout' } = {}) =>
    `${time} ${stream} ${tag} ${text}`;
  let machine: Machine;
  beforeAll(async () => {
    machine = await Machine.open();
    machine.write(web, [
      cri('too old to read', { time: old() }),
      cri('before the reader'),
      cri(pino),
      cri(named, { stream: 'stderr' }),
      cri(parts[0] ?? '', { tag: 'P' }),
      cri(parts[1] ?? '', { tag: 'P' }),
      cri(parts[2] ?? ''),
      // As CRI-O writes the time.
      cri('of CRI-O', { time: now().replace('Z', '+00:00') }),
    ]);
    machine.write(`observability_collector-0_${uid}/collector/0.log`, [cri('of the collector')]);
    machine.write(`observability_agent-6c5d_${uid}/agent/0.log`, [cri('of the agent')]);
    machine.write(`observability-nodes_agent-logs-x2_${uid}/agent-logs/0.log`, [cri('of the reader')]);
    machine.write(`observability_hub-0_${uid}/hub/0.log`, [cri('of the hub')]);
    machine.write(`shop_collector-0_${uid}/collector/0.log`, [cri('of another collector')]);
    await machine.read('kubernetes');
  });
  afterAll(() => machine.close());

  it('gives every line that is not older than an outage, but those of the collectors themselves', async () => {
    await eventually(() =>
      expect(machine.bodies().sort()).toEqual(
        [
          'before the reader',
          'of CRI-O',
          'of a name',
          'of another collector',
          'of the hub',
          'pino failed',
          long,
        ].sort(),
      ),
    );
  });

  it('says which container a line is of, and takes its service from that', () => {
    expect(machine.line('before the reader')).toMatchObject({
      resource: {
        'k8s.namespace.name': 'shop',
        'k8s.pod.name': 'web-7d9f',
        'k8s.pod.uid': uid,
        'k8s.container.name': 'web',
        'service.name': 'web',
      },
      attributes: { 'log.iostream': 'stdout' },
    });
  });

  it('reads JSON lines as those of files, and the service that they name', () => {
    expect(machine.line('pino failed')).toMatchObject({
      traceId,
      spanId,
      severityNumber: 17,
      attributes: { port: 80 },
    });
    expect(machine.line('of a name')).toMatchObject({
      severityNumber: 13,
      resource: { 'service.name': 'checkout', 'k8s.pod.name': 'web-7d9f' },
      attributes: { 'log.iostream': 'stderr' },
    });
  });

  it('has nothing to complain about', () => {
    expect(machine.reader?.log).not.toMatch(/"level":"error"/);
  });

  it('goes on where it was when it starts again, with what was written meanwhile', async () => {
    await machine.reader?.kill('SIGTERM');
    machine.write(web, [cri('while it was away')]);
    machine.write(`shop_new_${uid}/new/0.log`, [cri('of a container that began meanwhile')]);
    await machine.reader?.run();
    await eventually(() => expect(machine.bodies()).toHaveLength(9));
    machine.line('while it was away');
    machine.line('of a container that began meanwhile');
  });

  it('waits for the collectors and then gives everything', async () => {
    await machine.collector.kill();
    machine.write(
      web,
      Array.from({ length: 500 }, (_, index) => cri(`waiting ${index}`)),
    );
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await machine.collector.run();
    await eventually(() => {
      const found = new Set(machine.bodies());
      const missing = Array.from({ length: 500 }, (_, index) => `waiting ${index}`).filter(
        (line) => !found.has(line),
      );
      expect(missing).toEqual([]);
    }, 90_000);
  });
});

describe('the reader of a Docker host', () => {
  const id = (letter: string) => letter.repeat(64);
  const file = (letter: string) => `${id(letter)}/${id(letter)}-json.log`;
  const docker = (log: string, { attrs, time = now() }: { attrs?: object; time?: string } = {}) =>
    JSON.stringify({ log, stream: 'stdout', ...(attrs === undefined ? {} : { attrs }), time });
  let machine: Machine;
  beforeAll(async () => {
    machine = await Machine.open();
    machine.write(file('a'), [
      docker('too old to read\n', { time: old() }),
      docker('plain {x}\n'),
      docker(`${pino}\n`),
      docker(`${named}\n`),
      docker(parts[0] ?? ''),
      docker(parts[1] ?? ''),
      docker(`${parts[2]}\n`),
    ]);
    machine.write(file('b'), [
      docker('of Compose\n', { attrs: { 'com.docker.compose.service': 'web', tag: 'x' } }),
    ]);
    machine.write(file('c'), [docker('of a tag\n', { attrs: { tag: 'shop-web' } })]);
    machine.write(file('d'), [docker('of the hub\n', { attrs: { 'observatory.component': 'hub' } })]);
    machine.write(file('e'), [docker('of an agent\n', { attrs: { 'observatory.component': 'agent' } })]);
    machine.write(file('f'), [
      docker('of a collector\n', { attrs: { 'observatory.component': 'collector' } }),
    ]);
    await machine.read('compose');
  });
  afterAll(() => machine.close());

  it('gives every line that is not older than an outage, but those of the collectors themselves', async () => {
    await eventually(() =>
      expect(machine.bodies().sort()).toEqual(
        ['of Compose', 'of a name', 'of a tag', 'of the hub', 'pino failed', 'plain {x}', long].sort(),
      ),
    );
  });

  it('says which container a line is of, and its service where the log options tell it', () => {
    expect(machine.line('plain {x}')).toMatchObject({
      resource: { 'container.id': id('a') },
      attributes: { 'log.iostream': 'stdout' },
      severityNumber: 0,
    });
    expect(machine.line('plain {x}')?.resource).not.toHaveProperty('service.name');
    const services = ['of a name', 'of Compose', 'of a tag', 'of the hub'].map(
      (body) => machine.line(body)?.resource['service.name'],
    );
    expect(services).toEqual(['checkout', 'web', 'shop-web', 'hub']);
  });

  it('reads JSON lines as those of files', () => {
    expect(machine.line('pino failed')).toMatchObject({
      traceId,
      spanId,
      severityNumber: 17,
      attributes: { port: 80 },
      resource: { 'container.id': id('a') },
    });
  });

  it('has nothing to complain about', () => {
    expect(machine.reader?.log).not.toMatch(/"level":"error"/);
  });
});

it.each(['compose', 'docker', 'kubernetes'] as const)(
  'the configuration for %s is one that the collector takes',
  (kind) => {
    const folder = mkdtempSync(join(tmpdir(), 'observatory-container-logs-config-'));
    try {
      const settings = stackSettings();
      writeFileSync(join(folder, 'ingest-token'), 'x');
      const site = {
        ...containerSite(kind, settings, 'agent'),
        secret: () => join(folder, 'ingest-token'),
        volume: () => folder,
      };
      const file = join(folder, 'agent-logs.yaml');
      writeFileSync(file, renderCollector(containerLogsConfig(settings, site, '0.111')));
      const { status, stderr } = spawnSync(collectorProgram(), ['validate', `--config=${file}`], {
        encoding: 'utf8',
      });
      expect(`${status} ${stderr}`).toBe('0 ');
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

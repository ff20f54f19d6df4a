import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureSecrets } from '../../infra/command/secrets-store.ts';
import { resolveSettings } from '../../infra/settings/resolve.ts';
import type { PartialSettings, Settings } from '../../infra/settings/schema.ts';
import { containerStack } from '../../infra/stack/stack.ts';
import { composeArtifacts } from '../../infra/targets/compose/artifacts.ts';
import { Compose, docker } from './docker.ts';
import { canBuild } from './docker-images.ts';
import { freePort } from './free-port.ts';
import { HUB_IMAGE } from './hub-image.ts';
import { buildStackImages } from './stack-images.ts';

/** Of the configuration that this machine's collector reads; all others stand for the pinned versions. */
export const COLLECTOR = 'docker.io/otel/opentelemetry-collector-contrib:0.111.0';

/** A stack under Docker Compose, of the very file that users get, in a folder and under a name of its own. */
export class ComposeStack {
  readonly name: string;
  readonly compose: Compose;
  /** Servers whose images cannot be had here. */
  leftOut: readonly string[] = [];
  settings: Settings;

  private readonly folder: string;
  private readonly values: PartialSettings;

  private constructor(folder: string, values: PartialSettings) {
    this.folder = folder;
    this.values = values;
    this.settings = settingsOf(values);
    this.name = this.settings.name;
    this.compose = new Compose(join(folder, 'dist/compose/compose.yaml'));
  }

  /** Renders a stack of profile `local` and makes its images; starts nothing. */
  static async create(): Promise<ComposeStack> {
    const names = ['jaeger', 'grafana', 'prometheus', 'loki', 'alertmanager', 'hub', 'otlpGrpc', 'otlpHttp'];
    const ports = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await freePort()])));
    const stack = new ComposeStack(await mkdtemp(join(tmpdir(), 'observatory-compose-')), {
      name: `observatory-test-${process.pid}`,
      ports,
      images: { overrides: { collector: COLLECTOR, agent: COLLECTOR } },
    });
    await stack.render();
    await stack.makeImages();
    return stack;
  }

  /** Writes the files anew, with further settings. */
  async render(changes: PartialSettings = {}): Promise<void> {
    this.settings = settingsOf(this.values, changes);
    const stack = containerStack('compose', this.settings);
    for (const { path, content } of composeArtifacts(stack)) {
      const file = join(this.folder, 'dist/compose', path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    await ensureSecrets(stack.secrets, join(this.folder, this.settings.folder), { mode: 0o444 });
  }

  /** Starts what can be had here and waits until it is healthy. */
  async up(...options: readonly string[]): Promise<void> {
    await this.compose.run('up', '--detach', '--wait', ...options, ...(await this.services()));
  }

  /** Names of the services that can run here, with the helper that ends. */
  async services(): Promise<string[]> {
    const all = (await this.compose.run('config', '--services')).trim().split('\n');
    return all.filter((service) => !this.leftOut.includes(service)).sort();
  }

  /** Address of a published port. */
  url(port: keyof Settings['ports']): string {
    return `http://127.0.0.1:${this.settings.ports[port]}`;
  }

  async secret(name: string): Promise<string> {
    return readFile(join(this.folder, this.settings.folder, 'secrets', name), 'utf8');
  }

  /** Stops all and removes what the test made (its images stay for the next file), whatever state it is in. */
  async destroy(): Promise<void> {
    await this.compose.run('down', '--volumes', '--remove-orphans', '--timeout', '5');
    await rm(this.folder, { recursive: true, force: true });
  }

  private async makeImages(): Promise<void> {
    const { components } = containerStack('compose', this.settings);
    this.leftOut = components
      .filter(({ image }) => image !== HUB_IMAGE && !canBuild(image))
      .map(({ name }) => name);
    const names = (await this.compose.run('config', '--images')).trim().split('\n');
    await buildStackImages(names);
  }
}

/** What Docker says of a container. */
export interface Inspected {
  readonly Name: string;
  readonly RestartCount: number;
  readonly State: { readonly Pid: number; readonly Health?: { readonly Status: string } };
  readonly Config: { readonly User: string; readonly Labels: Readonly<Record<string, string>> };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly Privileged: boolean;
    readonly CapAdd: readonly string[] | null;
    readonly CapDrop: readonly string[] | null;
    readonly SecurityOpt: readonly string[] | null;
  };
  readonly NetworkSettings: {
    readonly Ports: Readonly<Record<string, readonly { readonly HostIp: string }[] | null>>;
    readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>>;
  };
}

export async function inspect(ids: readonly string[]): Promise<Inspected[]> {
  return JSON.parse(await docker('inspect', ...ids)) as Inspected[];
}

function settingsOf(...values: readonly PartialSettings[]): Settings {
  return resolveSettings(values.map((one) => ({ name: 'test', values: one }))).settings;
}

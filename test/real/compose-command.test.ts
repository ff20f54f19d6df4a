import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { installedVersions } from '../../infra/install/cache.ts';
import { containerStack } from '../../infra/stack/stack.ts';
import { AgentRun } from '../support/agent-run.ts';
import { ask } from '../support/api.ts';
import { Compose, docker, dockerLines, whyNoDocker } from '../support/docker.ts';
import { COLLECTOR } from '../support/docker-compose-stack.ts';
import { GRAFANA_STAND_IN } from '../support/docker-images.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { type CommandResult, runCommand, startCommand } from '../support/observatory-command.ts';
import { sendSpans } from '../support/send.ts';
import { buildStackImages } from '../support/stack-images.ts';
import { stackSettings } from '../support/stack-settings.ts';

/** The stack in containers, from outside: by the command alone. What the stack does is a matter of compose.test.ts. */

const why = await whyNoDocker();
if (why !== null) process.stdout.write(`compose-command.test.ts is skipped: ${why}.\n`);

interface Status {
  readonly running: boolean;
  readonly ready: boolean;
  readonly servers: readonly {
    readonly name: string;
    readonly state: string;
    readonly memoryBytes: number | null;
  }[];
}

const ports = ['jaeger', 'grafana', 'prometheus', 'loki', 'alertmanager', 'hub', 'otlpGrpc', 'otlpHttp'];
const BUSYBOX = 'docker.io/library/busybox:1.37.0-musl';
const images = { overrides: { collector: COLLECTOR, agent: COLLECTOR, grafana: GRAFANA_STAND_IN } };

/** Compose of the cache, as a program of its own; the daemon as it is, whatever the machine's name for it. */
const [compose] = installedVersions('docker-compose');
const env = { PATH: `${compose?.folder ?? ''}:${process.env.PATH}` };

/** A folder with settings of a stack that can stand beside others, and what removes all of it. */
async function newStack(further: Record<string, unknown> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'observatory-command-'));
  const name = `observatory-${folder.slice(-6).toLowerCase()}`;
  const free = Object.fromEntries(await Promise.all(ports.map(async (one) => [one, await freePort()])));
  await writeFile(
    join(folder, 'observatory.yaml'),
    JSON.stringify({ name, images, ports: free, ...further }),
  );
  const label = `label=com.docker.compose.project=${name}`;
  const ids = () => dockerLines('ps', '--all', '--quiet', '--filter', label);
  const remove = async () => {
    const left = await ids();
    if (left.length > 0) await docker('rm', '--force', '--volumes', ...left);
    for (const kind of ['network', 'volume']) {
      const named = await dockerLines(kind, 'ls', '--quiet', '--filter', label);
      if (named.length > 0) await docker(kind, 'rm', ...named);
    }
    await rm(folder, { recursive: true, force: true });
  };
  const count = async (kind: 'network' | 'volume') =>
    (await dockerLines(kind, 'ls', '--quiet', '--filter', label)).length;
  const observatory = (...args: string[]) => runCommand(folder, args, env);
  return { folder, free, ids, count, remove, observatory, label };
}

beforeAll(async () => {
  if (why !== null) return;
  const { components } = containerStack('compose', stackSettings({ images }));
  await buildStackImages([...components.map(({ image }) => image), BUSYBOX]);
  process.stdout.write('compose-command.test.ts has a stand-in for Grafana: its image cannot be had here.\n');
});

describe.skipIf(why !== null)('a stack in containers', () => {
  let stack: Awaited<ReturnType<typeof newStack>>;
  let first: CommandResult;
  const observatory = (...args: string[]) => stack.observatory(...args);
  const status = async (): Promise<Status> => JSON.parse((await observatory('status', '--json')).stdout);

  /** Service → id of its container. */
  async function containers(): Promise<ReadonlyMap<string, string>> {
    const lines = await dockerLines(
      'ps',
      '--filter',
      stack.label,
      '--format',
      '{{.Label "com.docker.compose.service"}} {{.ID}}',
    );
    return new Map(lines.map((line) => line.split(' ') as [string, string]));
  }
  async function recreated(action: () => Promise<CommandResult>): Promise<string[]> {
    const before = await containers();
    expect(await action()).toMatchObject({ code: 0, stderr: '' });
    return [...(await containers())]
      .filter(([service, id]) => before.get(service) !== id)
      .map(([service]) => service)
      .sort();
  }

  beforeAll(async () => {
    stack = await newStack();
    first = await observatory('up');
    process.stdout.write(`${first.stdout}${first.stderr}`);
  });
  afterAll(async () => {
    await stack?.remove();
  });

  test('comes up without being told how, and says when each server was ready', async () => {
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('Docker answers: starting Observatory in containers.');
    for (const name of [
      'prometheus',
      'alertmanager',
      'loki',
      'jaeger',
      'hub',
      'collector',
      'agent',
      'grafana',
    ])
      expect(first.stdout).toMatch(new RegExp(`^  ${name} +ready +\\d+\\.\\d s$`, 'm'));
    expect(first.stdout).toMatch(/user admin, password \w{32}$/m);
    const now = await status();
    expect(now).toMatchObject({ running: true, ready: true });
    const mib = now.servers.map(
      ({ name, memoryBytes }) => `${name} ${((memoryBytes ?? 0) / 2 ** 20).toFixed(0)}`,
    );
    process.stdout.write(`up: ${first.seconds.toFixed(1)} s; MiB: ${mib.join(', ')}\n`);
  });

  test('is left as it is by a second up, which says so', async () => {
    let again = '';
    const changed = await recreated(async () => {
      const result = await observatory('up');
      again = result.stdout;
      return result;
    });
    expect(changed).toEqual([]);
    expect(again).toContain('Observatory is already running; nothing changed.');
    expect(again).not.toMatch(/obs_\w{32}/);
  });

  test('recreates just the server whose setting changed', async () => {
    expect(await recreated(() => observatory('up', '--set', 'hub.executionTimeout=31m'))).toEqual(['hub']);
  });

  test('recreates those that read a secret whose file was deleted, with the new one', async () => {
    for (const key of ['hub-api-key', 'hub-ingest-key'])
      await rm(join(stack.folder, '.observatory/secrets', key));
    const changed = await recreated(() => observatory('up', '--set', 'hub.executionTimeout=31m'));
    // Not Prometheus, which has a key of its own that only reads.
    expect(changed).toEqual(['alertmanager', 'collector', 'hub']);
    const { stdout } = await observatory('open', 'hub', '--print');
    const [, url, key] = /^(http:\S+)\/#key=(obs_\w+)$/.exec(stdout.trim()) ?? [];
    const answer = await fetch(`${url}/api/v1/executions`, { headers: { authorization: `Bearer ${key}` } });
    expect(answer.status).toBe(200);
  });

  test('has no secret in what it writes, and the same containers for Compose by hand', async () => {
    const { stdout } = await observatory('open', 'hub', '--print');
    const key = stdout.trim().split('#key=')[1] ?? 'none';
    const at = join(stack.folder, 'dist/compose');
    for (const entry of await readdir(at, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      expect(await readFile(join(entry.parentPath, entry.name), 'utf8')).not.toContain(key);
    }
    const before = await containers();
    await new Compose(join(at, 'compose.yaml')).run('up', '--detach');
    expect(await containers()).toEqual(before);
  });

  test('prints logs of one server and of all, and follows', async () => {
    expect((await observatory('logs', 'hub')).stdout).toMatch(/^hub-1 +\| /m);
    expect((await observatory('logs', '-n', '5')).stdout).toMatch(/^collector-1 +\| /m);
    const following = startCommand(stack.folder, ['logs', '-f', '-n', '1', 'jaeger'], env);
    await eventually(() => expect(following.output.stdout).not.toBe(''), 90_000);
    following.child.kill('SIGTERM');
    expect((await following.result).code).toBe(0);
    expect(await observatory('logs', 'lokki')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('logs: expected one of agent, alertmanager'),
    });
  });

  test('lets a trace, a log line and a metric through at every hop', async () => {
    const { stdout } = await observatory('doctor', '--json');
    const findings: { title: string; state: string; says: string }[] = JSON.parse(stdout);
    expect(findings.length).toBeGreaterThan(5);
    // The stand-in has no metrics, and the doctor sees it.
    expect(findings.filter(({ state }) => state === 'failed').map(({ says }) => says)).toEqual([
      expect.stringMatching(/^grafana \(\S+\) is not scraped$/),
    ]);
  });

  test('backs up the hub that runs, and restores it where nothing is', async () => {
    const run = new AgentRun({ name: 'kept' });
    await sendSpans({ url: `http://127.0.0.1:${stack.free.otlpHttp}` }, [run.span()]);
    const opened = await observatory('open', 'hub', '--print');
    const [url = '', key = ''] = opened.stdout.trim().split('/#key=');
    const kept = () => ask({ url }, `/api/v1/executions/${run.id}`, { 'x-api-key': key });
    await eventually(async () => expect((await kept()).status).toBe(200), 60_000);
    const before = (await kept()).body;

    expect(await observatory('backup', 'hub.backup')).toMatchObject({ code: 0 });
    const { mode, size } = await stat(join(stack.folder, 'hub.backup'));
    expect([mode & 0o777, size > 1000]).toEqual([0o600, true]);
    expect(await observatory('restore', 'hub.backup')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the hub is running. Stop the stack by `observatory down` first.'),
    });
    expect(await observatory('down')).toMatchObject({ code: 0 });
    const [data = ''] = await dockerLines(
      ...['volume', 'ls', '--quiet', '--filter', stack.label, '--filter', 'name=hub-data'],
    );
    await docker('volume', 'rm', data);
    const restored = await observatory('restore', 'hub.backup');
    process.stdout.write(restored.stderr);
    expect(restored).toMatchObject({ code: 0, stderr: expect.stringContaining('The hub can be started.') });
    expect(await observatory('up')).toMatchObject({ code: 0, stderr: '' });
    expect(await kept()).toMatchObject({ status: 200, body: before });
  });

  test('keeps its data over down, and leaves nothing after down with volumes', async () => {
    expect(await observatory('down')).toMatchObject({ code: 0, stderr: '' });
    expect([await stack.ids(), await stack.count('network')]).toEqual([[], 0]);
    expect(await stack.count('volume')).toBe(8);
    expect(await status()).toMatchObject({ running: false });
    const gone = await observatory('down', '--volumes');
    expect(gone.stdout).toContain('Nothing was running; its data is deleted.');
    expect(await stack.count('volume')).toBe(0);
  });
});

describe.skipIf(why !== null)('bad input', () => {
  async function attempt(further: Record<string, unknown>, prepare = async (_: string) => {}) {
    const stack = await newStack(further);
    onTestFinished(stack.remove);
    await prepare(stack.folder);
    const result = await stack.observatory('up', '--target', 'compose');
    return { ...result, left: [await stack.ids(), await stack.count('network')] };
  }

  test('an engine that does not answer', async () => {
    const { folder, remove } = await newStack();
    onTestFinished(remove);
    const { code, stderr } = await runCommand(folder, ['up', '--target', 'compose'], {
      ...env,
      DOCKER_HOST: 'unix:///nonexistent',
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^observatory: Docker does not answer: .*unix:\/\/\/nonexistent/);
    expect(stderr).toContain('observatory up --target process');
    await expect(stat(join(folder, '.observatory'))).rejects.toThrow('ENOENT');
  });

  test('an image that cannot be had', async () => {
    const image = 'registry.invalid/observatory/nothing:1';
    const { code, stderr, left } = await attempt({
      images: { overrides: { ...images.overrides, loki: image } },
    });
    expect([code, left]).toEqual([1, [[], 0]]);
    expect(stderr).toContain(`observatory: an image cannot be had: ${image}`);
    expect(stderr).toContain('images.overrides.NAME another image');
  });

  test('a port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const free = Object.fromEntries(await Promise.all(ports.map(async (one) => [one, await freePort()])));
    const { code, stderr, left } = await attempt({ ports: { ...free, loki: port } });
    expect([code, left]).toEqual([1, [[], 0]]);
    expect(stderr).toMatch(new RegExp(`ports\\.loki: ${port}, for loki \\(http\\), is held by`));
  });

  test('Ctrl-C: everything that it started is stopped', async () => {
    const stack = await newStack();
    onTestFinished(stack.remove);
    const up = startCommand(stack.folder, ['up', '--target', 'compose'], env);
    await eventually(() => expect(up.output.stdout).toMatch(/ ready /), 60_000);
    up.child.kill('SIGINT');
    expect(await up.result).toMatchObject({
      code: 1,
      stderr: 'observatory: stopped.\nEverything was stopped again.\n',
    });
    expect([await stack.ids(), await stack.count('network')]).toEqual([[], 0]);
  });

  test('a server that ends at once: its last lines, and everything stopped again', async () => {
    const { code, stderr, left } = await attempt(
      { stores: { database: 'server', databaseUrlFile: 'database-url' } },
      (folder) => writeFile(join(folder, 'database-url'), 'postgres://nobody:nothing@127.0.0.1:1/none\n'),
    );
    expect([code, left]).toEqual([1, [[], 0]]);
    expect(stderr).toMatch(
      /^observatory: hub did not start \(it ends again and again\)\. Its last lines:\n {2}\| /,
    );
    expect(stderr).toContain('Everything was stopped again.');
  });
});

import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test as it, onTestFinished } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { freeStackPorts } from '../support/free-stack-ports.ts';
import { type CommandResult, runCommand, startCommand } from '../support/observatory-command.ts';

/** The stack as processes, with the real servers, from outside: by the command alone. */

interface Status {
  readonly running: boolean;
  readonly ready: boolean;
  readonly servers: readonly {
    readonly name: string;
    readonly state: string;
    readonly ready: boolean;
    readonly restarts: number;
    readonly url: string | null;
    readonly memoryBytes: number | null;
  }[];
}
interface State {
  readonly supervisor: { readonly pid: number };
  readonly servers: readonly {
    readonly name: string;
    readonly processes: readonly { readonly pid: number }[];
    readonly ports: readonly { readonly number: number }[];
  }[];
}

/** Ports that are free now, so that this test stands beside a stack on the usual ones. */
const freePorts = async () =>
  Object.entries(await freeStackPorts()).flatMap(([name, port]) => ['--set', `ports.${name}=${port}`]);

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'observatory-process-'));
  // Others may pass: a stack of root's in a closed folder keeps its state elsewhere, which has a test of its own.
  chmodSync(folder, 0o755);
  return folder;
}
const alive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
const stateOf = (folder: string): State =>
  JSON.parse(readFileSync(join(folder, '.observatory/process/run/state.json'), 'utf8'));

async function nothingLeft(state: State): Promise<void> {
  const pids = [state.supervisor, ...state.servers.flatMap(({ processes }) => processes)].map(
    ({ pid }) => pid,
  );
  await eventually(() => expect(pids.filter(alive)).toEqual([]));
  for (const { ports } of state.servers) {
    for (const { number } of ports) {
      const server = createServer().listen(number, '127.0.0.1');
      await once(server, 'listening');
      await new Promise((done) => server.close(done));
    }
  }
}

describe('a stack that runs', () => {
  const folder = temporaryFolder();
  let flags: string[];
  let first: CommandResult;
  const observatory = (...args: string[]) => runCommand(folder, args);
  const up = (...more: string[]) => observatory('up', '--target', 'process', ...flags, ...more);
  const status = async (): Promise<Status> => JSON.parse((await observatory('status', '--json')).stdout);

  beforeAll(async () => {
    flags = await freePorts();
    first = await up();
    process.stdout.write(first.stdout);
  });
  afterAll(async () => {
    await observatory('down', '--volumes');
    rmSync(folder, { recursive: true, force: true });
  });

  it('is ready, every server of it, and says how long each took', async () => {
    expect(first.stderr).toBe('');
    expect(first.code).toBe(0);
    for (const name of ['prometheus', 'alertmanager', 'loki', 'jaeger', 'hub', 'collector']) {
      expect(first.stdout).toMatch(new RegExp(`^  ${name} +ready +\\d+\\.\\d s$`, 'm'));
    }
    const now = await status();
    expect(now.servers.filter(({ ready }) => !ready)).toEqual([]);
    const mib = now.servers.map(
      ({ name, memoryBytes }) => `${name} ${((memoryBytes ?? 0) / 2 ** 20).toFixed(0)}`,
    );
    process.stdout.write(`up: ${first.seconds.toFixed(1)} s; MiB: ${mib.join(', ')}\n`);
  });

  it('says plainly that Grafana is left out', () => {
    expect(first.stdout).toContain('grafana is left out: it is not to be had as a program, only as an image');
  });

  it("signs in to the hub's API with the generated key", async () => {
    const { stdout } = await observatory('open', 'hub', '--print');
    const [, url, key] = /^(http:\S+)\/#key=(obs_\w+)$/.exec(stdout.trim()) ?? [];
    expect(first.stdout).toContain(`#key=${key}`);
    const ask = (headers: Record<string, string>) => fetch(`${url}/api/v1/executions?limit=1`, { headers });
    expect((await ask({})).status).toBe(401);
    expect((await ask({ authorization: `Bearer ${key}` })).status).toBe(200);
  });

  it('keeps secrets and configuration from everybody else', () => {
    const at = join(folder, '.observatory/process');
    const mode = (path: string) => (statSync(join(at, path)).mode & 0o777).toString(8);
    expect([mode('secrets'), mode('config'), mode('logs'), mode('run')]).toEqual([
      '700',
      '700',
      '700',
      '700',
    ]);
    expect([mode('secrets/hub-api-key'), mode('run/plan.json')]).toEqual(['600', '600']);
  });

  it('has what its hub keeps backed up while it runs, and restores nothing over it', async () => {
    const made = await observatory('backup', 'hub.backup');
    expect([made.code, made.stdout]).toEqual([0, expect.stringMatching(/hub\.backup \(\d+\.\d MB\)/)]);
    expect((statSync(join(folder, 'hub.backup')).mode & 0o777).toString(8)).toBe('600');
    expect(await observatory('backup', 'hub.backup')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('hub.backup is there already'),
    });
    expect(await observatory('restore', 'hub.backup')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/data folder .* is in use by process \d+ .*Stop that process/),
    });
  });

  it('starts a killed server anew', async () => {
    const jaeger = stateOf(folder).servers.find(({ name }) => name === 'jaeger');
    process.kill(jaeger?.processes[0]?.pid ?? 0, 'SIGKILL');
    await eventually(async () => {
      const server = (await status()).servers.find(({ name }) => name === 'jaeger');
      expect(server).toMatchObject({ state: 'ready', restarts: 1 });
    }, 120_000);
  });

  it('prints logs of one server and of all, and follows', async () => {
    const one = await observatory('logs', 'supervisor', '-n', '500');
    expect(one.stdout).toMatch(/ the stack is running$/m);
    const all = await observatory('logs', '-n', '5');
    expect(all.stdout).toMatch(/^collector +\| /m);
    const following = startCommand(folder, ['logs', '-f', '-n', '1', 'supervisor']);
    await eventually(() => expect(following.output.stdout).not.toBe(''), 90_000);
    const loki = stateOf(folder).servers.find(({ name }) => name === 'loki');
    process.kill(loki?.processes[0]?.pid ?? 0, 'SIGKILL');
    await eventually(() => expect(following.output.stdout).toContain('loki ended (SIGKILL)'), 60_000);
    following.child.kill('SIGTERM');
    expect((await following.result).code).toBe(0);
    await eventually(async () => expect((await status()).ready).toBe(true), 60_000);
  });

  it('refuses the name of a server that is not there, and lists those that are', async () => {
    for (const command of ['logs', 'open']) {
      const { code, stderr } = await observatory(command, 'lokki');
      expect(code).toBe(1);
      expect(stderr).toContain(`observatory: ${command}: expected one of prometheus, alertmanager`);
      expect(stderr).toContain('got "lokki"');
    }
  });

  it('says that it already runs when started again, and changes nothing', async () => {
    const before = stateOf(folder);
    const again = await up();
    expect(again.stderr).toBe('');
    expect(again.stdout).toContain('Observatory is already running; nothing changed.');
    expect(again.stdout).not.toMatch(/obs_\w{32}/);
    expect(stateOf(folder).servers.map(({ processes }) => processes[0])).toEqual(
      before.servers.map(({ processes }) => processes[0]),
    );
  });

  it('starts anew only the servers whose settings changed', async () => {
    const pid = (name: string) => stateOf(folder).servers.find((one) => one.name === name)?.processes[0]?.pid;
    const before = { hub: pid('hub'), jaeger: pid('jaeger') };
    const changed = await up('--set', 'hub.executionTimeout=45m');
    expect(changed.code).toBe(0);
    expect(pid('hub')).not.toBe(before.hub);
    expect(pid('jaeger')).toBe(before.jaeger);
    await up();
  });

  it('starts anew just the hub when the file of prices changed, and keeps it where the file is faulty', async () => {
    const pids = () =>
      Object.fromEntries(stateOf(folder).servers.map(({ name, processes }) => [name, processes[0]?.pid]));
    const write = (price: string) =>
      writeFileSync(
        join(folder, 'prices.yaml'),
        `- { model: acme-lm-7b, inputPerMillion: ${price}, outputPerMillion: 1 }\n`,
      );
    write('0.5');
    const withPrices = () => up('--set', 'hub.pricesFile=prices.yaml');
    expect(await withPrices()).toMatchObject({ code: 0, stderr: '' });
    const before = pids();
    expect((await withPrices()).stdout).toContain('nothing changed');
    write('0.25');
    expect((await withPrices()).code).toBe(0);
    const { hub, ...others } = pids();
    expect(hub).not.toBe(before.hub);
    expect({ ...others, hub: before.hub }).toEqual(before);
    write('cheap');
    const faulty = await withPrices();
    expect(faulty.code).toBe(1);
    expect(faulty.stderr).toMatch(
      /hub\.pricesFile: Price file \S+\/prices\.yaml, \[0\]\.inputPerMillion: expected a number of 0 or more, came "cheap"\./,
    );
    expect(pids()).toEqual({ ...others, hub });
    await up();
  });

  it('takes over what a killed supervisor left', async () => {
    const before = stateOf(folder);
    process.kill(before.supervisor.pid, 'SIGKILL');
    await eventually(async () => {
      const { code, stdout } = await observatory('status');
      expect(code).toBe(1);
      expect(stdout).toContain('servers are no longer watched');
    });
    const again = await up();
    expect(again.stderr).toBe('');
    expect(again.stdout).toContain('Ending what a killed supervisor left: ');
    expect((await status()).ready).toBe(true);
  });

  it('leaves no process and no port when it is stopped, and keeps the data', async () => {
    const sent = await send(await otlp());
    expect(sent).toBe(200);
    await eventually(async () => expect(await services()).toContain('kept'), 60_000, 500);
    const before = stateOf(folder);
    const down = await observatory('down');
    expect(down).toMatchObject({ code: 0, stderr: '' });
    await nothingLeft(before);
    expect(await status()).toMatchObject({ running: false });
    expect((await observatory('down')).stdout).toContain('Nothing was running');
    expect((await up()).code).toBe(0);
    await eventually(async () => expect(await services()).toContain('kept'), 60_000, 500);
  });

  it('deletes the data with --volumes', async () => {
    const before = stateOf(folder);
    expect((await observatory('down', '--volumes')).stdout).toContain('its data is deleted');
    await nothingLeft(before);
    expect(existsSync(join(folder, '.observatory/process/data'))).toBe(false);
  });

  const urlOf = async (name: string) =>
    (await status()).servers.find((server) => server.name === name)?.url?.split(', ') ?? [];
  const otlp = async () => (await urlOf('collector')).find((url) => url.startsWith('http'));
  const services = async (): Promise<readonly string[]> => {
    const response = await fetch(`${(await urlOf('jaeger'))[0]}/api/services`);
    return ((await response.json()) as { data: string[] | null }).data ?? [];
  };

  async function send(to: string | undefined): Promise<number> {
    const nanoseconds = (ms: number) => `${BigInt(ms) * 1_000_000n}`;
    const span = {
      traceId: '5b8efff798038103d269b633813fc60c',
      spanId: 'eee19b7ec3c1b174',
      name: 'invoke_agent kept',
      kind: 2,
      startTimeUnixNano: nanoseconds(Date.now() - 50),
      endTimeUnixNano: nanoseconds(Date.now()),
      attributes: [{ key: 'gen_ai.operation.name', value: { stringValue: 'invoke_agent' } }],
      status: {},
    };
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'kept' } }] };
    const response = await fetch(`${to}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }),
    });
    return response.status;
  }
});

describe('bad input', () => {
  async function attempt(args: readonly string[], env: Record<string, string> = {}) {
    const folder = temporaryFolder();
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const result = await runCommand(folder, args, env);
    return { ...result, folder };
  }
  const hasState = (folder: string) => existsSync(join(folder, '.observatory/process/run/state.json'));

  it('names the program that is missing and the command that installs it', async () => {
    const { code, stderr, folder } = await attempt(['up', '--target', 'process', ...(await freePorts())], {
      OBSERVATORY_CACHE_DIR: '/nowhere',
    });
    expect(code).toBe(1);
    expect(stderr).toContain('programs are missing; nothing was started.');
    expect(stderr).toContain('loki is not installed: run observatory install');
    expect(hasState(folder)).toBe(false);
  });

  it('names each port in use by its setting and its holder, before anything starts', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const { code, stderr, folder } = await attempt([
      'up',
      '--target',
      'process',
      ...(await freePorts()),
      '--set',
      `ports.loki=${port}`,
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`ports\\.loki: ${port}, for loki \\(http\\), is held by .+ \\(process ${process.pid}\\)`),
    );
    expect(hasState(folder)).toBe(false);
  });

  it('names a folder that cannot be written', async () => {
    const at = temporaryFolder();
    onTestFinished(() => rmSync(at, { recursive: true, force: true }));
    writeFileSync(join(at, 'file'), '');
    const { code, stderr } = await attempt([
      'up',
      '--target',
      'process',
      ...(await freePorts()),
      '--set',
      `folder=${at}/file`,
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain(`observatory: folder: cannot write to ${at}/file`);
  });

  it("says that Docker's engine does not answer where containers are forced", async () => {
    const { code, stderr } = await attempt(['up', '--target', 'compose'], {
      DOCKER_HOST: 'tcp://127.0.0.1:1',
    });
    expect(code).toBe(1);
    expect(stderr).toContain('Docker does not answer: ');
    expect(stderr).toContain('observatory up --target process');
  });

  it('refuses another target', async () => {
    const { code, stderr } = await attempt(['up', '--target', 'podman']);
    expect(code).toBe(1);
    expect(stderr).toContain('--target: expected compose or process; got "podman"');
  });

  it('refuses a profile whose servers cannot run as processes, and says what to set', async () => {
    const { code, stderr } = await attempt(['up', '--target', 'process', '--profile', 'medium']);
    expect(code).toBe(1);
    expect(stderr).toContain('postgres, redis, clickhouse cannot run as a process.');
    expect(stderr).toContain('stores.databaseUrlFile: a file with the URL of a PostgreSQL of yours');
    expect(stderr).toContain('stores.tracesUrl: the address of a ClickHouse of yours');
  });

  it("names the setting and the path of a user's secret file that is missing", async () => {
    const { code, stderr } = await attempt([
      'up',
      '--target',
      'process',
      ...(await freePorts()),
      '--set',
      'alerts.receivers.webhook.urlFile=hook.txt',
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /alerts\.receivers\.webhook\.urlFile: cannot read \S+\/hook\.txt: there is no such file/,
    );
  });

  it('shows the last lines of a server that ends at its start, and stops the others again', async () => {
    const folder = temporaryFolder();
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const flags = await freePorts();
    const { stdout, stderr, code } = await runCommand(folder, [
      'up',
      '--target',
      'process',
      ...flags,
      // No database listens there.
      '--set',
      'stores.database=server',
      '--set',
      `stores.databaseUrlFile=${databaseUrlFile(folder)}`,
    ]);
    expect([code, stdout.includes('is ready after')]).toEqual([1, false]);
    expect(stderr).toMatch(
      /^observatory: hub ended \(code 1\) before it was ready\. Its last lines:\n {2}\| /,
    );
    expect(stderr).toContain('Everything was stopped again.');
    await nothingLeft(stateOf(folder));
  });

  it('stops everything that it started on Ctrl-C', async () => {
    const folder = temporaryFolder();
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const up = startCommand(folder, ['up', '--target', 'process', ...(await freePorts())]);
    await eventually(() => expect(up.output.stdout).toMatch(/ ready /), 60_000);
    up.child.kill('SIGINT');
    const { code, stderr } = await up.result;
    expect(code).toBe(1);
    expect(stderr).toContain('observatory: stopped; nothing runs.');
    await nothingLeft(stateOf(folder));
  });

  it('leaves no supervisor behind where Ctrl-C comes before that told anything', async () => {
    const folder = temporaryFolder();
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const up = startCommand(folder, ['up', '--target', 'process', ...(await freePorts())]);
    const plan = join(folder, '.observatory/process/run/plan.json');
    await eventually(() => expect(existsSync(plan)).toBe(true), 60_000);
    up.child.kill('SIGINT');
    const { code, stderr } = await up.result;
    expect(code).toBe(1);
    expect(stderr).toMatch(/observatory: stopped; nothing (runs|was started)\./);
    if (hasState(folder)) await nothingLeft(stateOf(folder));
  });

  it('lets one of two that start at once do it, and sends the other away', async () => {
    const folder = temporaryFolder();
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const args = ['up', '--target', 'process', ...(await freePorts())];
    const both = [startCommand(folder, args), startCommand(folder, args)];
    const results = await Promise.all(both.map(({ result }) => result));
    await runCommand(folder, ['down']);
    expect(results.map(({ code }) => code).toSorted()).toEqual([0, 1]);
    expect(results.find(({ code }) => code === 1)?.stderr).toContain('another `observatory up` is at work');
  });

  it('says that nothing was started where status, down and logs find nothing', async () => {
    for (const command of ['status', 'down', 'logs']) {
      const { code, stderr } = await attempt([command]);
      expect(code).toBe(1);
      expect(stderr).toContain('Run `observatory up` first');
    }
  });
});

function databaseUrlFile(folder: string): string {
  writeFileSync(join(folder, 'database-url'), 'postgres://nobody:nothing@127.0.0.1:1/none\n');
  return 'database-url';
}

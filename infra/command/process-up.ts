import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { closeSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isLoopback } from '../settings/combinations.ts';
import type { Component } from '../stack/component.ts';
import { LOOPBACK } from '../stack/site.ts';
import { build, hubBuild, isBuilt, pageBuild } from '../start/build.ts';
import { signalAll } from '../targets/process/end-processes.ts';
import { takeLock } from '../targets/process/lock.ts';
import { openLog } from '../targets/process/log-file.ts';
import { type Plan, type Program, planServers, type ServerPlan } from '../targets/process/plan.ts';
import { type FoundPrograms, findPrograms, hubBundle } from '../targets/process/programs.ts';
import { isSupervised, readState, type SupervisorState } from '../targets/process/state.ts';
import { planFile } from '../targets/process/supervisor.ts';
import { makeFolders, writeConfig } from '../targets/process/write-files.ts';
import { CommandError } from './command-error.ts';
import { endLeftovers, stopSupervisor } from './process-down.ts';
import type { LocalStack, UpOptions, UpResult } from './runner.ts';
import { ensureSecrets } from './secrets-store.ts';
import { urlOf } from './server-url.ts';
import { unwritable } from './unwritable.ts';
import { refusePortsInUse, wantedPorts } from './wanted-ports.ts';

const root = resolve(import.meta.dirname, '../..');
const supervisorProgram = join(root, 'infra/targets/process/supervisor-main.ts');
const LOOK_MS = 50;

/** What to do about a server that others need and that cannot run as a process. */
const instead: Readonly<Record<string, string>> = {
  postgres:
    'stores.databaseUrlFile: a file with the URL of a PostgreSQL of yours; or stores.database: embedded',
  redis: 'stores.redisUrlFile: a file with the URL of a Redis of yours; or stores.redis: false',
  clickhouse: 'stores.tracesUrl: the address of a ClickHouse of yours; or stores.traces: badger',
};

/** Brings the stack up as processes under a supervisor; where one runs already, starts anew only what changed. */
export async function processUp(local: LocalStack, options: UpOptions): Promise<UpResult> {
  const { host } = local.stack.settings.ports;
  if (!isLoopback(host)) {
    throw new CommandError(
      `ports.host: expected loopback, where alone processes listen; got ${JSON.stringify(host)}. Use --target compose.`,
    );
  }
  const found = findPrograms(local.stack.components, process.env);
  refuseWhatIsMissing(found.none, found.missing);
  try {
    makeFolders(local.folder, []);
  } catch (error) {
    throw unwritable(local.folder, error);
  }
  // Two at once would write over each other's plan, and one would wait for a supervisor that never has its own.
  const lock = takeLock(local.folder, 'up');
  if (lock === null) throw new CommandError(`another \`observatory up\` is at work in ${local.folder}.`);
  try {
    return await upAlone(local, found, options);
  } finally {
    lock.release();
  }
}

async function upAlone(
  { stack, folder, base }: LocalStack,
  { programs, none }: FoundPrograms,
  { say, signal, onStart }: UpOptions,
): Promise<UpResult> {
  const startedMs = performance.now();
  for (const { name } of none)
    say(
      `  ${name} is left out: it is not to be had as a program, only as an image (observatory up --target compose).`,
    );
  const components = stack.components.filter(({ name }) => programs.has(name));
  const state = readState(folder);
  const running = state !== null && isSupervised(state) ? state : null;
  if (running !== null && running.phase !== 'running') {
    throw new CommandError(
      `another \`observatory\` is at work in ${folder}: the stack is ${running.phase}. Try again when it is done.`,
    );
  }
  try {
    makeFolders(folder, components);
  } catch (error) {
    throw unwritable(folder, error);
  }
  if (running === null && state !== null) await endLeftovers(state, say);
  const own = new Set(running?.servers.flatMap(({ ports }) => ports.map(({ number }) => number)) ?? []);
  await refusePortsInUse(
    wantedPorts(stack.settings, components, 'all').filter(({ number }) => !own.has(number)),
  );
  const { values, made } = await ensureSecrets(stack.secrets, folder, { base });
  await buildHub([...programs.values()], say);
  if (signal.aborted) throw new CommandError('stopped; nothing was started.');
  writeConfig(folder, components);
  const servers = planServers(components, {
    folder,
    env: environment(),
    program: ({ name }) => programs.get(name) ?? null,
    url: (component) => urlOf(component, LOOPBACK),
    fingerprint: (component, program) => fingerprint(component, program, values),
  });
  const plan = { id: randomUUID(), servers };
  const changed = running === null || !sameServers(readPlan(folder), servers);
  if (changed) {
    onStart();
    writePlan(folder, plan);
    if (running === null) await startSupervisor(folder, plan, { say, signal });
    else await takeOver(running, folder, plan, { say, signal });
  }
  return { components, seconds: (performance.now() - startedMs) / 1000, made, secrets: values, changed };
}

function refuseWhatIsMissing(none: readonly Component[], missing: readonly string[]): void {
  const needed = none.filter(({ component }) => instead[component] !== undefined);
  if (needed.length > 0) {
    throw new CommandError(
      `${needed.map(({ name }) => name).join(', ')} cannot run as a process. Use Docker (--target compose), profile local, or set\n` +
        needed.map(({ component }) => `  ${instead[component]}`).join('\n'),
    );
  }
  if (missing.length > 0)
    throw new CommandError(`programs are missing; nothing was started.\n${missing.join('\n')}`);
}

/** What every server gets of this environment: never what an application's settings would turn into theirs. */
function environment(): Record<string, string> {
  const passed =
    /^(PATH|HOME|USER|LANG|LC_ALL|TZ|TMPDIR|TEMP|SystemRoot|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|(https?|no)_proxy)$/i;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && passed.test(name) ? [[name, value]] : [],
    ),
  );
}

function fingerprint(component: Component, program: Program, secrets: ReadonlyMap<string, string>): string {
  const written = [program.file, ...program.args.filter((path) => existsSync(path))].map(
    (path) => statSync(path).mtimeMs,
  );
  const { args, env, files } = component;
  const read = component.secrets.map((name) => secrets.get(name));
  return createHash('sha256')
    .update(JSON.stringify([program, written, args, env, files, read, component.ports, component.needs]))
    .digest('hex');
}

const sameServers = (plan: Plan | null, servers: readonly ServerPlan[]) =>
  plan?.servers.map(({ name, fingerprint }) => name + fingerprint).join() ===
  servers.map(({ name, fingerprint }) => name + fingerprint).join();

async function buildHub(programs: readonly Program[], say: (line: string) => void): Promise<void> {
  if (!programs.some(({ args }) => args.includes(hubBundle))) return;
  const stale = [hubBuild(root), pageBuild(root)].filter((one) => !isBuilt(one));
  if (stale.length === 0) return;
  const startedMs = performance.now();
  await Promise.all(stale.map(build)).catch((error: Error) => {
    throw new CommandError(error.message);
  });
  say(`  hub and page built  ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
}

function readPlan(folder: string): Plan | null {
  try {
    return JSON.parse(readFileSync(planFile(folder), 'utf8'));
  } catch {
    return null;
  }
}

function writePlan(folder: string, plan: Plan): void {
  const file = planFile(folder);
  writeFileSync(`${file}.new`, JSON.stringify(plan, null, 1), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

type Progress = Pick<UpOptions, 'say' | 'signal'>;

async function startSupervisor(folder: string, plan: Plan, { say, signal }: Progress): Promise<void> {
  const env = { ...environment(), NODE_COMPILE_CACHE: join(folder, 'run/compile-cache') };
  const node = (...args: string[]) => ['--disable-warning=ExperimentalWarning', supervisorProgram, ...args];
  // Fills the cache, with which the supervisor needs a third less memory: it then never loads Node's TypeScript parser.
  await new Promise<void>((done) => {
    spawn(process.execPath, node(), { env, stdio: 'ignore' }).on('close', () => done());
  });
  if (signal.aborted) throw new CommandError('stopped; nothing was started.');
  const log = openLog(join(folder, 'logs/supervisor.log'));
  const child = spawn(process.execPath, node(folder), {
    cwd: join(folder, 'run'),
    env,
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  child.unref();
  let ended: string | null = null;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, how) => {
    ended = how ?? `code ${code}`;
  });
  await followStart(folder, plan, say, async (state) => {
    if (signal.aborted) {
      say('Stopping what was started …');
      // Before it has told its state for the first time, only its number is known; then it ends at once.
      child.kill('SIGTERM');
      if (state?.supervisor.pid === child.pid && state !== null) await stopSupervisor(state, say);
      while (ended === null) await sleep(LOOK_MS);
      throw new CommandError('stopped; nothing runs.');
    }
    if (state?.plan === plan.id && state.phase === 'failed')
      throw failedStart(state, 'Everything was stopped again.');
    if (ended === 'code 3')
      throw new CommandError(`another \`observatory up\` has just started in ${folder}.`);
    if (ended !== null && (state === null || !isSupervised(state))) {
      throw new CommandError(`the supervisor ended (${ended}); see ${folder}/logs/supervisor.log.`);
    }
  });
}

async function takeOver(
  running: SupervisorState,
  folder: string,
  plan: Plan,
  { say, signal }: Progress,
): Promise<void> {
  // One that has ended meanwhile is told of below.
  signalAll([running.supervisor], 'SIGUSR2');
  await followStart(folder, plan, say, async (state) => {
    if (signal.aborted) throw new CommandError('no longer waiting; the stack goes on starting what changed.');
    if (state === null || !isSupervised(state))
      throw new CommandError(`the supervisor ended; see ${folder}/logs/supervisor.log.`);
    if (state.plan === plan.id && state.phase === 'running' && state.failure !== null) {
      throw failedStart(state, 'It is tried again; `observatory status` tells.');
    }
  });
}

/** Says when each server of the plan is ready, until all are. `check` throws where that can no longer be. */
async function followStart(
  folder: string,
  plan: Plan,
  say: (line: string) => void,
  check: (state: SupervisorState | null) => Promise<void>,
): Promise<void> {
  const told = new Set<string>();
  const width = Math.max(...plan.servers.map(({ name }) => name.length));
  for (;;) {
    const state = readState(folder);
    const mine = state?.plan === plan.id ? state : null;
    for (const { name, phase, readyMs } of mine?.servers ?? []) {
      if (phase !== 'ready' || told.has(name)) continue;
      told.add(name);
      say(`  ${name.padEnd(width)}  ready  ${((readyMs ?? 0) / 1000).toFixed(1)} s`);
    }
    await check(state);
    if (mine?.phase === 'running' && mine.failure === null) return;
    await sleep(LOOK_MS);
  }
}

function failedStart({ failure }: SupervisorState, then: string): CommandError {
  if (failure === null) return new CommandError('the start failed.');
  const lines =
    failure.lines.length === 0
      ? '  (it wrote nothing)'
      : failure.lines.map((line) => `  | ${line}`).join('\n');
  return new CommandError(`${failure.server} ${failure.reason}. Its last lines:\n${lines}\n${then}`);
}

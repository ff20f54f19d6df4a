import { type ChildProcess, execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serverBinary } from '../../infra/install/cache.ts';
import { attach, end } from '../support/pulumi-engine.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const STACKS = ['local-docker', 'small-kubernetes', 'large-docker'] as const;
let folder: string;
let project: string;
const children: ChildProcess[] = [];
let env: NodeJS.ProcessEnv;

/** The repository as `pulumi` sees it, in a folder where it may write into the stack files. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'observatory-pulumi-cli-'));
  project = join(folder, 'project');
  await Promise.all([mkdir(project), mkdir(join(folder, 'bin')), mkdir(join(folder, 'state'))]);
  for (const file of ['Pulumi.yaml', ...STACKS.map((stack) => `Pulumi.${stack}.yaml`)]) {
    await copyFile(join(root, file), join(project, file));
  }
  for (const name of ['infra', 'node_modules', 'package.json']) {
    await symlink(join(root, name), join(project, name));
  }
  await run(process.execPath, [join(root, 'node_modules/.bin/tsdown'), '-c', 'infra/tsdown.config.ts'], {
    cwd: root,
  });
  const language = join(folder, 'bin/pulumi-language-nodejs');
  const program = join(root, 'test/support/pulumi-language-nodejs.ts');
  await writeFile(
    language,
    `#!/bin/sh\nexec '${process.execPath}' --conditions=@observatory/source '${program}' "$@"\n`,
  );
  await chmod(language, 0o755);
  const providers = await Promise.all([
    attach('docker', '/var/run/docker.sock'),
    attach('random', 'none'),
    attach('kubernetes', await unusedKubeconfig()),
  ]);
  children.push(...providers.map(({ child }) => child));
  env = {
    ...process.env,
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    PULUMI_BACKEND_URL: `file://${join(folder, 'state')}`,
    PULUMI_CONFIG_PASSPHRASE: 'of the test',
    PULUMI_HOME: join(folder, 'home'),
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    PULUMI_DEBUG_PROVIDERS: providers.map(({ name, port }) => `${name}:${port}`).join(','),
  };
  for (const stack of STACKS) await pulumi('stack', 'init', stack);
});
afterAll(async () => {
  for (const child of children) await end(child);
  await rm(folder, { recursive: true, force: true });
});

/** Runs `pulumi` and gives all that it says. */
async function pulumi(...args: string[]): Promise<string> {
  const { stdout, stderr } = await run(
    serverBinary('pulumi', 'pulumi'),
    [...args, '--non-interactive', '--color=never'],
    { cwd: project, env },
  ).catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`${error.stdout}\n${error.stderr}`);
  });
  return stdout + stderr;
}

async function unusedKubeconfig(): Promise<string> {
  const path = join(folder, 'kubeconfig');
  const clusters = [{ cluster: { server: 'https://127.0.0.1:1' } }];
  await writeFile(path, JSON.stringify({ clusters, users: [{ user: { token: '' } }] }));
  return path;
}

test('pulumi preview runs the compiled program of Pulumi.yaml on Docker', async () => {
  const said = await pulumi('preview', '--stack', 'local-docker');
  expect(said).toMatch(/docker:index:Container prometheus\s+create/);
  expect(said).toContain('hubUrl         : "http://127.0.0.1:3001"');
  expect(said).toContain('grafanaLogin   : [secret]');
  expect(said).toContain('ingestToken    : [secret]');
});

test('and on Kubernetes', async () => {
  await pulumi('config', 'set', 'operator', 'off', '--stack', 'small-kubernetes');
  const said = await pulumi('preview', '--stack', 'small-kubernetes');
  expect(said).toMatch(/kubernetes:apps\/v1:StatefulSet\s+statefulset-prometheus\s+create/);
  expect(said).toContain('images.overrides.hub is not set');
});

test('a setting below a key is set by --path, in the namespace of the project', async () => {
  await pulumi('config', 'set', '--path', 'ports.hub', '13001', '--stack', 'large-docker');
  expect(await pulumi('preview', '--stack', 'large-docker')).toMatch(
    /hubUrl\s+: "http:\/\/127\.0\.0\.1:13001"/,
  );
});

test('a setting that cannot be is one clear message, without a stack trace', async () => {
  await pulumi('config', 'set', 'retention', 'long', '--stack', 'local-docker');
  const failure = await pulumi('preview', '--stack', 'local-docker').catch((error: Error) => error.message);
  expect(failure).toContain(
    'retention: expected a duration above 0 such as "30d", "1h30m" or "15s"; got "long" (Pulumi\'s configuration)',
  );
  expect(failure).not.toMatch(/\n\s+at /);
});

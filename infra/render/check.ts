import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { installedVersions } from '../install/cache.ts';
import { findProgram } from '../install/tool.ts';
import type { Settings } from '../settings/schema.ts';
import type { Component } from '../stack/component.ts';
import { CONFIG_FOLDER, SECRETS_FOLDER, type SiteKind } from '../stack/site.ts';
import { containerStack, processStack, type Stack } from '../stack/stack.ts';
import { artifacts } from './artifacts.ts';
import { checkObjects } from './check-objects.ts';
import { checkTool } from './check-tools.ts';

/** What is known of one rendered file. `parsed`: its form is right, and nothing here could say more. */
export interface FileCheck {
  readonly file: string;
  readonly by: string;
  readonly result: 'ok' | 'parsed' | 'fault';
  /** What the checker says: the fault, or why it was only parsed. */
  readonly detail: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A file to check, as it lies in `folder`. */
interface Rendered {
  readonly name: string;
  readonly path: string;
  readonly content: string;
  readonly check: () => Promise<Omit<FileCheck, 'file'>>;
}

const TIMEOUT_MS = 60_000;
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
/** A value that every secret can have for a checker. */
const STAND_IN = 'https://example.com/not-a-secret';

/**
 * Checks every file of a stack with the program that will read it, where that is installed, else by its form. `folder`
 * is an empty one; the same content is checked once.
 */
export async function checkStack(settings: Settings, folder: string, env: Environment): Promise<FileCheck[]> {
  const files = [
    ...configs('process', processStack(settings, join(folder, 'process')), folder, env),
    ...configs('compose', containerStack('compose', settings), folder, env),
    ...configs('kubernetes', containerStack('kubernetes', settings), folder, env),
    ...targetFiles(settings, folder, env),
  ];
  for (const { path, content } of files) write(path, content);
  const seen = new Map<string, Promise<Omit<FileCheck, 'file'>>>();
  const checks: FileCheck[] = [];
  for (const { name, path, content, check } of files) {
    const key = `${basename(path)} ${content.replaceAll(dirname(path), '')}`;
    const known = seen.get(key) ?? check();
    seen.set(key, known);
    checks.push({ file: name, ...(await known) });
  }
  return checks;
}

/** The servers' own files of one target, with the paths in them led into `folder`. */
function configs(kind: SiteKind, stack: Stack, folder: string, env: Environment): Rendered[] {
  return stack.components.flatMap((component) => {
    const at = join(folder, kind);
    const [config, secrets] = [join(at, 'config', component.name), join(at, 'secrets')];
    const led = (text: string) =>
      text
        .replaceAll(`${SECRETS_FOLDER}/`, `${secrets}/`)
        .replaceAll(`${CONFIG_FOLDER}/`, `${config}/`)
        .replaceAll(SERVICE_ACCOUNT, join(at, 'account'));
    for (const { name } of stack.secrets) write(join(secrets, name), STAND_IN);
    for (const name of ['token', 'ca.crt']) write(join(at, 'account', name), STAND_IN);
    return component.files.map(({ path, content }) => {
      const file = join(config, path);
      return {
        name: `${kind}/${component.name}/${path}`,
        path: file,
        content: led(content),
        check: () =>
          checkConfig(kind, { ...component, args: component.args.map(led) }, path, file, content, env),
      };
    });
  });
}

async function checkConfig(
  kind: SiteKind,
  component: Component,
  path: string,
  file: string,
  content: string,
  env: Environment,
): Promise<Omit<FileCheck, 'file'>> {
  const tool = checkTool(component.component, path);
  if (tool === null) return parseOnly(path, content, 'no program here reads it');
  const versions = installedVersions(tool.server, env);
  const fit = versions.find((one) => kind === 'process' || tool.unfit?.(one, content) === undefined);
  if (fit === undefined) {
    const [newest] = versions;
    return parseOnly(
      path,
      content,
      newest === undefined ? `${tool.server} is not installed` : (tool.unfit?.(newest, content) ?? ''),
    );
  }
  return runChecker(
    `${tool.binary} ${fit.version}`,
    join(fit.folder, tool.binary),
    tool.args(file, component),
  );
}

/** The compose file and the Kubernetes objects. */
function targetFiles(settings: Settings, folder: string, env: Environment): Rendered[] {
  return [...artifacts(settings)]
    .filter(([path]) => path === 'compose/compose.yaml' || path.startsWith('kubernetes/'))
    .map(([path, content]) => {
      const file = join(folder, 'dist', path);
      return {
        name: path,
        path: file,
        content,
        check: () =>
          path.startsWith('compose') ? checkCompose(file, content, env) : checkKubernetes(content),
      };
    });
}

async function checkCompose(
  file: string,
  content: string,
  env: Environment,
): Promise<Omit<FileCheck, 'file'>> {
  const [cached] = installedVersions('docker-compose', env);
  const args = ['-f', file, 'config', '--quiet'];
  const docker = findProgram('docker', env);
  const hasPlugin =
    docker !== undefined &&
    (await promisify(execFile)(docker, ['compose', 'version']).then(
      () => true,
      () => false,
    ));
  if (hasPlugin) return runChecker('docker compose', docker, ['compose', ...args]);
  return cached === undefined
    ? parseOnly(file, content, 'docker compose is not installed')
    : runChecker(`docker-compose ${cached.version}`, join(cached.folder, 'docker-compose'), args);
}

async function checkKubernetes(content: string): Promise<Omit<FileCheck, 'file'>> {
  const { faults, unknown } = await checkObjects(content);
  const by = "Kubernetes' schemas";
  if (faults.length > 0) return { by, result: 'fault', detail: faults.join('\n') };
  return unknown.length === 0
    ? { by, result: 'ok', detail: '' }
    : { by, result: 'parsed', detail: `no schema here of ${unknown.join(', ')}` };
}

async function runChecker(
  by: string,
  program: string,
  args: readonly string[],
): Promise<Omit<FileCheck, 'file'>> {
  try {
    await promisify(execFile)(program, args, { timeout: TIMEOUT_MS, maxBuffer: 16 * 2 ** 20 });
    return { by, result: 'ok', detail: '' };
  } catch (error) {
    const {
      stdout = '',
      stderr = '',
      message,
    } = error as { stdout?: string; stderr?: string; message: string };
    return { by, result: 'fault', detail: `${stdout}${stderr}`.trim() || message };
  }
}

function parseOnly(path: string, content: string, why: string): Omit<FileCheck, 'file'> {
  try {
    if (path.endsWith('.json')) JSON.parse(content);
    else if (/\.ya?ml$/.test(path)) {
      const [error] = parseAllDocuments(content).flatMap(({ errors }) => errors);
      if (error !== undefined) throw error;
    } else return { by: 'nothing', result: 'parsed', detail: why };
    return { by: 'parser', result: 'parsed', detail: why };
  } catch (error) {
    return { by: 'parser', result: 'fault', detail: error instanceof Error ? error.message : String(error) };
  }
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode: 0o600 });
}

import { readFile } from 'node:fs/promises';
import * as pulumi from '@pulumi/pulumi';
import { parse } from 'yaml';
import type { Outputs } from '../../infra/program/outputs.ts';

/** A resource that a program registered, with its inputs; secrets in them are marked. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface MockedRun {
  readonly resources: readonly Registered[];
  readonly outputs: Outputs;
}

export const GENERATED = 'generated-by-the-mock';

/** Runs the program against mocks, in the way in which the engine does: configuration first, then the program. */
export async function runMocked(
  config: Readonly<Record<string, unknown>>,
  { root = '/nowhere', preview = false }: { readonly root?: string; readonly preview?: boolean } = {},
): Promise<MockedRun> {
  const resources: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, custom }) => {
        if (custom === true) resources.push({ type, name, inputs });
        return { id: `${name}-id`, state: { ...inputs, ...stateOf(type, name) } };
      },
      call: ({ token }) => {
        throw new Error(`the program called ${token}`);
      },
    },
    'observatory',
    'test',
    preview,
  );
  pulumi.runtime.setAllConfig(
    Object.fromEntries(
      Object.entries(config).map(([key, value]) => [
        `observatory:${key}`,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  );
  // Only after the mocks, as Pulumi asks.
  const { deploy } = await import('../../infra/program/deploy.ts');
  const outputs = await deploy({ root, env: {} });
  await settled();
  return { resources: resources.toSorted((a, b) => idOf(a).localeCompare(idOf(b))), outputs };
}

const done = new Map<string, Promise<MockedRun>>();

/** The run of a configuration, made once: what a program registers depends on nothing else. */
export function runOnce(config: Readonly<Record<string, unknown>>): Promise<MockedRun> {
  const key = JSON.stringify(config);
  const run = done.get(key) ?? runMocked(config);
  done.set(key, run);
  return run;
}

/** All that was registered has reached the mocks. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  // Hidden by the types, and what Pulumi's own stack waits for.
  await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
}

/** What only an engine knows. */
function stateOf(type: string, name: string): Record<string, unknown> {
  if (type === 'random:index/randomPassword:RandomPassword') return { result: `${GENERATED}-${name}` };
  return type === 'docker:index/remoteImage:RemoteImage' ? { imageId: `sha256:${name}` } : {};
}

export const idOf = ({ type, name }: Registered): string =>
  `${type.slice(type.lastIndexOf(':') + 1)} ${name}`;

/** `Kind name` of the resources that two runs do not have alike. */
export function changed(before: MockedRun, after: MockedRun): string[] {
  const texts = (run: MockedRun) =>
    new Map(run.resources.map((one) => [idOf(one), JSON.stringify(one.inputs)]));
  const [old, now] = [texts(before), texts(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((id) => old.get(id) !== now.get(id)).toSorted();
}

/** Configuration of an example stack file of the repository. */
export async function exampleConfig(stack: string): Promise<Record<string, unknown>> {
  const text = await readFile(new URL(`../../Pulumi.${stack}.yaml`, import.meta.url), 'utf8');
  const { config } = parse(text) as { config: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.replace(/^observatory:/, ''), value]),
  );
}

/** How Pulumi writes that the value beside it is a secret. */
export const MARK = { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270' };

/** What an Output has and its type hides. */
interface Inside {
  promise(): Promise<unknown>;
  readonly isSecret: Promise<boolean>;
}
export const isSecret = (output: unknown): Promise<boolean> => (output as Inside).isSecret;
export const promised = (output: unknown): Promise<unknown> => (output as Inside).promise();

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { writeArtifacts } from '../render/write-artifacts.ts';
import { composeArtifacts } from '../targets/compose/artifacts.ts';
import { secretVersionVariable } from '../targets/compose/secret-versions.ts';
import type { LocalStack } from './runner.ts';
import { unwritable } from './unwritable.ts';

/** What Compose reads. */
export interface ComposeInput {
  readonly file: string;
  /** File of variables; where it is, Compose finds it without being told, too. */
  readonly variables: string;
}

/** Writes the Compose file, the configuration beside it, and the versions of the secrets that are there. */
export function writeComposeFiles({ stack, folder }: LocalStack, dist: string): ComposeInput {
  const versions = stack.secrets.map(({ name }) => {
    const { mtime } = statSync(join(folder, 'secrets', name));
    return `${secretVersionVariable(name)}=${mtime.toISOString()}\n`;
  });
  const files = [
    ...composeArtifacts(stack).map(({ path, content }) => [path, content] as const),
    ['.env', versions.join('')] as const,
  ];
  try {
    writeArtifacts(new Map(files.map(([path, content]) => [`compose/${path}`, content])), dist);
  } catch (error) {
    throw unwritable(dist, error);
  }
  return { file: join(dist, 'compose/compose.yaml'), variables: join(dist, 'compose/.env') };
}

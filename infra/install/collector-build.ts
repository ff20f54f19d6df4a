import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builderManifest, DISTRIBUTION_NAME } from '../../collector/distribution.ts';
import { goEnvironment, goProgram } from './go.ts';
import type { CollectorBuild } from './servers.ts';
import type { Command } from './tool.ts';
import type { Workshop } from './workshop.ts';

/** File beside the binary that says what it was built from; another manifest is another collector. */
export const MANIFEST_FILE = 'manifest.yaml';

/** Puts our own slim collector together with OpenTelemetry's builder. */
export async function buildCollector(recipe: CollectorBuild, workshop: Workshop): Promise<string> {
  const { work, out, env, run, say } = workshop;
  const go = goProgram(env);
  await writeFile(join(work, MANIFEST_FILE), collectorManifest(recipe));
  say(`building from our manifest, with builder v${recipe.version}`);
  await run(builderCommand(go, recipe, work));
  await rename(join(work, 'out', DISTRIBUTION_NAME), join(out, DISTRIBUTION_NAME));
  await rename(join(work, MANIFEST_FILE), join(out, MANIFEST_FILE));
  return recipe.version;
}

export function collectorManifest({ line }: CollectorBuild): string {
  return builderManifest(line);
}

export function builderCommand(go: string, { version }: CollectorBuild, work: string): Command {
  return {
    program: go,
    args: [
      'run',
      `go.opentelemetry.io/collector/cmd/builder@v${version}`,
      '--config',
      MANIFEST_FILE,
      '--go',
      go,
    ],
    cwd: work,
    env: { ...goEnvironment, GOFLAGS: '-buildvcs=false' },
  };
}

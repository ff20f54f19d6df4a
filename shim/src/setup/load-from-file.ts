import { readConfigFile } from '../config/config-file.ts';
import { loadConfig } from '../config/current-config.ts';
import type { ShimConfig } from '../config/shim-config.ts';
import type { InitOptions } from './init-options.ts';
import { say, sayOnce } from './say.ts';

/** As `loadConfig`, with a declarative configuration. Rejects where the file cannot be used. */
export async function loadFromFile(path: string, options: InitOptions): Promise<ShimConfig> {
  const { env, problems } = await readConfigFile(path, options.env ?? process.env).catch((error: unknown) => {
    throw new Error(`OTEL_CONFIG_FILE=${path}: ${error instanceof Error ? error.message : String(error)}`);
  });
  for (const problem of problems) sayOnce(`${path}: ${problem}`);
  const config = loadConfig({ ...options, env });
  say(`configured by ${path}`);
  return config;
}

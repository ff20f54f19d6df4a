import type { InitOptions } from '../setup/init-options.ts';
import { sayOnce } from '../setup/say.ts';
import { readConfig } from './read-config.ts';
import type { ShimConfig } from './shim-config.ts';

let current: ShimConfig | undefined;
const followers: ((config: ShimConfig) => void)[] = [];

/** The configuration in force; read from the environment at its first use where `init` has not been called. */
export function currentConfig(): ShimConfig {
  return current ?? loadConfig();
}

/** Reads options and environment anew and says what is wrong with them, each thing once. */
export function loadConfig(options?: InitOptions): ShimConfig {
  const { config, problems } = readConfig(options);
  for (const problem of problems) sayOnce(problem);
  current = config;
  for (const follow of followers) follow(config);
  return config;
}

/** Calls `follow` with each configuration from now on, the one in force included. */
export function followConfig(follow: (config: ShimConfig) => void): void {
  followers.push(follow);
  if (current !== undefined) follow(current);
}

import type { InitOptions } from '../setup/init-options.ts';
import { sayOnce } from '../setup/say.ts';
import { readConfig } from './read-config.ts';
import type { ShimConfig } from './shim-config.ts';

let current: ShimConfig | undefined;
let configured: ShimConfig | undefined;
let metricsDisabled = false;
const followers: ((config: ShimConfig) => void)[] = [];

/** The configuration in force; read from the environment at its first use where `init` has not been called. */
export function currentConfig(): ShimConfig {
  return current ?? loadConfig();
}

/**
 * Reads options and environment anew and says what is wrong with them, each thing once. Gives what is
 * configured, which may be switched off while the process runs.
 */
export function loadConfig(options?: InitOptions): ShimConfig {
  const { config, problems } = readConfig(options);
  for (const problem of problems) sayOnce(problem);
  configured = config;
  apply(config);
  return config;
}

function apply(config: ShimConfig): void {
  current = metricsDisabled ? { ...config, signals: { ...config.signals, metrics: false } } : config;
  for (const follow of followers) follow(current);
}

/** Switches metrics off, or back to what is configured, while the process runs; `init` does not change that. */
export function setMetricsDisabled(disabled: boolean): void {
  metricsDisabled = disabled;
  if (configured !== undefined) apply(configured);
}

/** Whether metrics were switched off while the process runs. */
export function areMetricsDisabled(): boolean {
  return metricsDisabled;
}

/** Calls `follow` with each configuration from now on, the one in force included. */
export function followConfig(follow: (config: ShimConfig) => void): void {
  followers.push(follow);
  if (current !== undefined) follow(current);
}

import type { InitOptions } from '../setup/init-options.ts';
import { processWide } from '../setup/process-wide.ts';
import { sayOnce } from '../setup/say.ts';
import { readConfig } from './read-config.ts';
import type { ShimConfig } from './shim-config.ts';

interface State {
  /** In force. */
  current?: ShimConfig;
  configured?: ShimConfig;
  metricsDisabled: boolean;
  readonly followers: ((config: ShimConfig) => void)[];
}
const state = processWide('config', (): State => ({ metricsDisabled: false, followers: [] }));

/** The configuration in force; read from the environment at its first use where `init` has not been called. */
export function currentConfig(): ShimConfig {
  return state.current ?? loadConfig();
}

/**
 * Reads options and environment anew and says what is wrong with them, each thing once. Gives what is
 * configured, which may be switched off while the process runs.
 */
export function loadConfig(options?: InitOptions): ShimConfig {
  const { config, problems } = readConfig(options);
  for (const problem of problems) sayOnce(problem);
  state.configured = config;
  apply(config);
  return config;
}

function apply(config: ShimConfig): void {
  const inForce = state.metricsDisabled
    ? { ...config, signals: { ...config.signals, metrics: false } }
    : config;
  state.current = inForce;
  for (const follow of state.followers) follow(inForce);
}

/** Switches metrics off, or back to what is configured, while the process runs; `init` does not change that. */
export function setMetricsDisabled(disabled: boolean): void {
  state.metricsDisabled = disabled;
  if (state.configured !== undefined) apply(state.configured);
}

/** Whether metrics were switched off while the process runs. */
export function areMetricsDisabled(): boolean {
  return state.metricsDisabled;
}

/** Calls `follow` with each configuration from now on, the one in force included. */
export function followConfig(follow: (config: ShimConfig) => void): void {
  state.followers.push(follow);
  if (state.current !== undefined) follow(state.current);
}

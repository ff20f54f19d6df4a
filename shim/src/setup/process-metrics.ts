import { isMainThread } from 'node:worker_threads';
import type { ShimConfig } from '../config/shim-config.ts';
import { observeOverhead } from '../metrics/performance-impact.ts';
import { observeProcess, observeTeamProcess } from '../metrics/runtime/observe-process.ts';
import { observeRuntime } from '../metrics/runtime/observe-runtime.ts';

/**
 * Observes the process (AE1, IA7) and this thread's event loop and heap; a worker leaves the process to the
 * main thread. Returns a function that ends it.
 */
export function observeOwnProcess({ metrics }: ShimConfig): () => void {
  observeOverhead();
  if (isMainThread) observeTeamProcess();
  if (!metrics.runtime) return () => {};
  if (isMainThread) observeProcess();
  return observeRuntime();
}

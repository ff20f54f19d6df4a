import type { Cluster } from 'node:cluster';

/**
 * What this thread or process is called among those of one service: `thread-3`, `worker-2` in a cluster;
 * undefined for the main thread of a process of its own.
 */
export function workerName(): string | undefined {
  const { isMainThread, threadId } = process.getBuiltinModule('node:worker_threads');
  if (!isMainThread) return `thread-${threadId}`;
  const { isWorker, worker } = process.getBuiltinModule('node:cluster') as unknown as Cluster;
  return isWorker ? `worker-${worker?.id}` : undefined;
}

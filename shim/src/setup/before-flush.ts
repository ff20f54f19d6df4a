import { guarded } from './guard.ts';
import { processWide } from './process-wide.ts';

const tasks = processWide('before-flush', () => new Set<() => void>());

/** Has `task` run each time before what waits is sent, so that it can add to it. */
export function beforeFlush(task: () => void): void {
  tasks.add(task);
}

/** Runs what `beforeFlush` was given. Never throws. */
export function runBeforeFlush(): void {
  for (const task of tasks) guarded('a task before the flush', task);
}

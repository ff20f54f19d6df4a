import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ProcessStack } from '../../test/support/process-stack.ts';
import { memoryOf } from '../targets/process/memory.ts';
import { readState } from '../targets/process/state.ts';

/** How soon the whole stack is ready as processes after `up`, and what it holds in memory when idle (no Grafana). */
const IDLE_MS = 30_000;

const stack = await ProcessStack.prepare();
try {
  const startedMs = performance.now();
  await stack.up();
  const ready = (performance.now() - startedMs) / 1000;
  await wait(IDLE_MS);
  const servers = readState(join(stack.folder, '.observatory/process'))?.servers ?? [];
  const megabytes = servers.map(({ name, processes }) => ({ name, mb: (memoryOf(processes) ?? 0) / 1e6 }));
  const total = megabytes.reduce((sum, { mb }) => sum + mb, 0);
  console.log(
    [
      'the stack as processes',
      `  ready ${ready.toFixed(1)} s after up (target: at most 20 s)`,
      `  idle: ${total.toFixed(0)} MB (PSS; target: at most 650 MB): ${megabytes.map(({ name, mb }) => `${name} ${mb.toFixed(0)}`).join(', ')}`,
    ].join('\n'),
  );
} finally {
  await stack.remove();
}

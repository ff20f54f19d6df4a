import { randomUUID } from 'node:crypto';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { currentConfig, followConfig } from '../config/current-config.ts';
import { Attr, recordNames, severityNumbers } from '../conventions/index.ts';
import { crashTasks } from '../setup/crash-tasks.ts';
import { guarded } from '../setup/guard.ts';
import { logsListened, otelLogger } from '../setup/logs-api.ts';
import type { Execution } from './execution.ts';

/** Executions that are spoken of; of more than that at once, the newest are not. */
const MAX_KNOWN = 10_000;
const MAX_PER_RECORD = 500;
/** Where there are so many, those that have run for longer are taken to have been forgotten. */
const FORGOTTEN_AFTER_US = 24 * 3_600_000_000;

/** Of those that an error ends with the process, the newest. */
const MAX_CRASHED = 500;

interface Running {
  readonly startUs: number;
  /**
   * The first ones are held: nothing else may refer to a run that hangs, and a crash must find it. Beyond, an execution
   * whose work was dropped can be collected.
   */
  readonly execution: { deref(): Execution | undefined };
}
const running = new Map<string, Running>();
let timer: NodeJS.Timeout | undefined;

/**
 * The executions that run now. While there are any, a heartbeat tells the hub every
 * `OBSERVATORY_HEARTBEAT_INTERVAL` that this process still has them (data-model.md).
 */
export const runningExecutions = {
  add(execution: Execution): void {
    if (running.size >= MAX_KNOWN) return;
    const held = running.size < MAX_CRASHED ? { deref: () => execution } : new WeakRef(execution);
    running.set(execution.id, { startUs: execution.startUs, execution: held });
    if (timer === undefined) startBeating();
  },

  remove(id: string): void {
    running.delete(id);
  },
};

followConfig(() => {
  stopBeating();
  if (running.size > 0) startBeating();
});

crashTasks.endings.add((error) => {
  // Inner ones, which start later, end first.
  for (const { execution } of [...running.values()].slice(-MAX_CRASHED).reverse()) {
    guarded('ending an execution', () => execution.deref()?.end({ status: 'failed', error }));
  }
});

function startBeating(): void {
  const { streaming, agent } = currentConfig();
  if (!streaming.enabled) return;
  timer = setInterval(() => guarded('sending a heartbeat', beat), agent.heartbeatIntervalMs);
  timer.unref();
}

function stopBeating(): void {
  clearInterval(timer);
  timer = undefined;
}

/** The timer is only stopped here, so that short executions do not start one each. */
function beat(): void {
  if (running.size === 0) {
    stopBeating();
    return;
  }
  if (running.size >= MAX_KNOWN) forgetOldest();
  if (!logsListened()) return;
  const executions = [...running].map(([id, { startUs }]) => `${id}/${startUs}`);
  for (let start = 0; start < executions.length; start += MAX_PER_RECORD) {
    send(executions.slice(start, start + MAX_PER_RECORD));
  }
}

function send(executions: string[]): void {
  otelLogger().emit({
    eventName: recordNames.heartbeat,
    severityNumber: severityNumbers.debug,
    severityText: 'DEBUG',
    body: `${executions.length} executions are running`,
    attributes: {
      [Attr.heartbeatExecutions]: executions,
      [Attr.logRecordUid]: randomUUID(),
      [Attr.eventName]: recordNames.heartbeat,
    },
    // Not the trace in which the timer was started.
    context: ROOT_CONTEXT,
  });
}

function forgetOldest(): void {
  const since = Date.now() * 1000 - FORGOTTEN_AFTER_US;
  for (const [id, { startUs }] of running) if (startUs < since) running.delete(id);
}

import { randomUUID } from 'node:crypto';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { currentConfig, followConfig } from '../config/current-config.ts';
import { Attr, recordNames, severityNumbers } from '../conventions/index.ts';
import { guarded } from '../setup/guard.ts';
import { otelLogger } from '../setup/logs-api.ts';

/** Executions that are spoken of; of more than that at once, the newest are not. */
const MAX_KNOWN = 10_000;
const MAX_PER_RECORD = 500;
/** Where there are so many, those that have run for longer are taken to have been forgotten. */
const FORGOTTEN_AFTER_US = 24 * 3_600_000_000;

/** Start of each running execution in microseconds, by its id. */
const running = new Map<string, number>();
let timer: NodeJS.Timeout | undefined;

/**
 * The executions that run now. While there are any, a heartbeat tells the hub every
 * `OBSERVATORY_HEARTBEAT_INTERVAL` that this process still has them (data-model.md). Only ids are held, so that
 * an execution whose work was dropped can be collected.
 */
export const runningExecutions = {
  add(id: string, startUs: number): void {
    if (running.size >= MAX_KNOWN) return;
    running.set(id, startUs);
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
  if (!otelLogger().enabled()) return;
  const executions = [...running].map(([id, startUs]) => `${id}/${startUs}`);
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
  for (const [id, startUs] of running) if (startUs < since) running.delete(id);
}

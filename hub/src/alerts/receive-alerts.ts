import { hubMetrics } from '@observatory/shim/conventions';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { counter } from '../metrics/instruments.ts';
import { type Batch, emptyBatch } from '../store/batch.ts';
import { nowMicros } from '../store/micros.ts';
import type { SourceIds } from '../store/source-ids.ts';
import { alertSourceOf } from './alert-event.ts';
import { type AlertmanagerMessage, readAlertmanagerMessage } from './alertmanager-message.ts';

/** Takes the body of Alertmanager's webhook into the history; resolves when it is stored. */
export type ReceiveAlerts = (project: string, body: unknown) => Promise<AlertmanagerMessage>;

export interface AlertReceiverOptions {
  readonly registry: Registry;
  readonly sources: SourceIds;
  readonly store: (batch: Batch) => Promise<void>;
  readonly log: Logger;
}

/** The receiver of alerts, which counts what it takes and what it leaves out. */
export function alertReceiver({ registry, sources, store, log }: AlertReceiverOptions): ReceiveAlerts {
  const received = counter(hubMetrics.alertsReceived, registry);
  const source = alertSourceOf('alertmanager');
  return async (project, body) => {
    const message = readAlertmanagerMessage(body, { project, receivedUs: nowMicros() });
    const batch = emptyBatch();
    batch.alerts.push(...message.notices);
    const id = sources.idOf(source);
    if (!sources.isStored(project, id)) batch.sources.set(`${project} ${id}`, { project, id, source });
    if (batch.alerts.length > 0) await store(batch);
    for (const { status } of message.notices) received.inc({ status });
    const leftOut = Object.values(message.leftOut).reduce((sum, count) => sum + count, 0);
    if (leftOut === 0) return message;
    received.inc({ status: 'left_out' }, leftOut);
    log.warn({ left_out: message.leftOut, fault: message.fault }, 'alerts were left out of the history');
    return message;
  };
}

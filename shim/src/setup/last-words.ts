import type { ShimConfig } from '../config/shim-config.ts';
import { activeContext } from '../context/active-context.ts';
import { logLine } from '../logger/log-line.ts';
import { emitLogRecord } from '../logger/log-record.ts';
import { errorFacts } from '../tracking/error-facts.ts';
import { runBeforeFlush } from './before-flush.ts';
import { crashTasks } from './crash-tasks.ts';
import { guarded } from './guard.ts';
import type { Queued } from './queued-provider.ts';
import { sendAtOnce } from './send-at-once.ts';
import { workerName } from './worker-name.ts';

/**
 * Records an uncaught exception, or an unhandled rejection that is taken for one, as a fatal log record. Where
 * it ends the process (in a worker: the thread), what runs is ended as failed and what waits is sent before,
 * within `OBSERVATORY_FLUSH_TIMEOUT`. How the process ends stays as it is. Returns a function that undoes it.
 */
export function onCrash(config: ShimConfig, { takeWaiting }: Queued): () => void {
  const lastWords = (error: unknown) => {
    const deadline = performance.now() + config.flushTimeoutMs;
    for (const end of crashTasks.endings) guarded('ending what runs', () => end(error));
    runBeforeFlush();
    guarded('the last sending', () =>
      sendAtOnce([...takeWaiting()], Math.ceil(deadline - performance.now())),
    );
  };
  const onUncaught = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin) => {
    const isHandled =
      process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback();
    guarded('recording a crash', () => record(config, error, origin, isHandled));
    if (!isHandled) {
      lastWords(error);
      return;
    }
    // Many handlers write a line and call process.exit().
    const onExit = () => lastWords(error);
    process.once('exit', onExit);
    setImmediate(() => process.off('exit', onExit));
  };
  process.on('uncaughtExceptionMonitor', onUncaught);
  return () => process.off('uncaughtExceptionMonitor', onUncaught);
}

function record(
  { serviceName, signals }: ShimConfig,
  error: unknown,
  origin: NodeJS.UncaughtExceptionOrigin,
  isHandled: boolean,
): void {
  const what = origin === 'unhandledRejection' ? 'an unhandled rejection' : 'an uncaught exception';
  const who = workerName()?.startsWith('thread') ? 'the worker thread' : 'the process';
  const facts = errorFacts(error);
  const message = `${isHandled ? `${who} has` : `${who} ends by`} ${what}: ${facts.message}`;
  if (crashTasks.writeLine !== undefined) {
    crashTasks.writeLine(serviceName, message, error);
  } else if (signals.logs) {
    const around = activeContext();
    emitLogRecord(serviceName, 'fatal', message, logLine(around, undefined, { error }), around);
  }
}

import { randomUUID } from 'node:crypto';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { Attr, recordNames, severityNumbers } from '../conventions/index.ts';
import { beforeFlush } from '../setup/before-flush.ts';
import { logsListened, otelLogger } from '../setup/logs-api.ts';
import { processWide } from '../setup/process-wide.ts';
import { sayOnce } from '../setup/say.ts';
import { findBundled } from './bundled.ts';
import { directDependencies, installed } from './installed.ts';
import { libraries } from './libraries.ts';
import { libraryFailures, libraryStates } from './state.ts';
import { isWrapped, wrappers } from './wrappers.ts';

/** By then a service has loaded what it loads at its start. */
const AFTER_MS = 5000;
const state = processWide('instrumentation-report', () => ({ names: [] as readonly string[], isTold: true }));

/**
 * Tells the hub once, some seconds after the start or when the process ends before that, what became of these
 * libraries; and on stderr which of them are in a bundle, where nothing reaches them.
 */
export function reportInstrumentation(names: readonly string[]): void {
  Object.assign(state, { names, isTold: names.length === 0 });
  if (state.isTold) return;
  beforeFlush(tell);
  setTimeout(() => {
    void findBundled(names).then((bundled) => {
      if (bundled.length > 0) sayOnce('bundled', bundledText(bundled));
      tell();
    });
  }, AFTER_MS).unref();
}

function bundledText(names: readonly string[]): string {
  return (
    `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} bundled into the service's file, where the shim cannot reach ` +
    `${names.length === 1 ? 'it' : 'them'}: keep such packages external, or add the plugins of docs/libraries.md`
  );
}

function tell(): void {
  if (state.isTold || !logsListened()) return;
  state.isTold = true;
  const is = (wanted: string) =>
    [...libraryStates()].filter(([, found]) => found === wanted).map(([name]) => name);
  const waiting = libraries.filter(
    ({ name, packages: [first] = [] }) =>
      state.names.includes(name) &&
      !libraryStates().has(name) &&
      first !== undefined &&
      installed(first) !== undefined,
  );
  const unwrapped = directDependencies().filter((one) => one in wrappers && !isWrapped(one));
  otelLogger().emit({
    eventName: recordNames.instrumentation,
    severityNumber: severityNumbers.debug,
    severityText: 'DEBUG',
    body: 'What the shim instruments in this process',
    attributes: {
      [Attr.instrumented]: is('instrumented'),
      [Attr.instrumentedLate]: is('late'),
      [Attr.instrumentationUnreached]: [
        ...is('bundled'),
        ...[...libraryFailures()].map(([name, why]) => `${name} (failed: ${why})`),
      ],
      [Attr.instrumentationWaiting]: waiting.map(({ name }) => name),
      [Attr.instrumentationUnwrapped]: unwrapped.map((one) => `${one}: ${wrappers[one]}`),
      [Attr.logRecordUid]: randomUUID(),
      [Attr.eventName]: recordNames.instrumentation,
    },
    context: ROOT_CONTEXT,
  });
}

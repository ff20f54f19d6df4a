import { redactText } from '../safe/redact.ts';
import { processWide } from './process-wide.ts';

const said = processWide('said', () => new Set<string>());
/** Keys may hold names that a caller makes up; past this many, nothing new is said. */
const MAX_SAID = 1000;
/** Lines that stderr has not written yet; one listener is enough for all of them. */
let unwritten = 0;

/**
 * One line on stderr, so that it does not mix with the service's log lines on stdout. Addresses may hold
 * passwords, so secrets are taken out.
 */
export function say(line: string): void {
  try {
    const { stderr } = process;
    // Where nobody reads stderr any more it emits an error, which would end a process that does not listen.
    if (unwritten === 0) stderr.on('error', ignore);
    unwritten += 1;
    stderr.write(`[observatory] ${redactText(line)}\n`, () =>
      setImmediate(() => {
        unwritten -= 1;
        if (unwritten === 0) stderr.off('error', ignore);
      }),
    );
  } catch {
    // Telemetry never throws into the application, even where its stderr is closed.
  }
}

function ignore(): void {}

/** As `say`, but the same `key` is heard once in the life of the process. */
export function sayOnce(key: string, line: string = key): void {
  if (said.has(key) || said.size >= MAX_SAID) return;
  said.add(key);
  say(line);
}

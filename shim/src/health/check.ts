import { redactText } from '../safe/redact.ts';

/**
 * Looks whether something works. It fails by throwing, by giving `false`, and by taking longer than its
 * time, when the signal is aborted; anything else that it gives counts as well.
 */
export type Check = (signal: AbortSignal) => unknown;

/** A check with settings of its own. */
export interface CheckOptions {
  readonly run: Check;
  /** Longest time in milliseconds; that of `createHealth` unless given. */
  readonly timeoutMs?: number | undefined;
  /** False: where it fails the service is `degraded`, and goes on answering 200. */
  readonly critical?: boolean | undefined;
  /** True: `/health` does not ask it, for what a restart of the service would not mend. */
  readonly readyOnly?: boolean | undefined;
}

/** What a check has found; `detail` is one line without secrets. */
export interface Outcome {
  readonly ok: boolean;
  readonly detail: string;
  /** When it was found, and how long that took. */
  readonly checkedAt: Date;
  readonly durationMs: number;
}

const LONGEST_DETAIL = 200;
/** `fetch failed` tells nothing, its cause does; a cause may be its own. */
const MOST_CAUSES = 3;

/** A check that runs once at a time and at most once in `cacheMs`, however many ask. */
export class CachedCheck {
  readonly critical: boolean;
  readonly readyOnly: boolean;
  runs = 0;
  failures = 0;
  readonly #run: Check;
  readonly #timeoutMs: number;
  readonly #cacheMs: number;
  #last: { readonly outcome: Outcome; readonly at: number } | undefined;
  #running: Promise<Outcome> | undefined;

  constructor(given: Check | CheckOptions, timeoutMs: number, cacheMs: number) {
    const options: CheckOptions = typeof given === 'function' ? { run: given } : given;
    this.#run = options.run;
    this.#timeoutMs = options.timeoutMs ?? timeoutMs;
    this.#cacheMs = cacheMs;
    this.critical = options.critical ?? true;
    this.readyOnly = options.readyOnly ?? false;
  }

  /** What the check has found, now or lately. Never rejects. */
  async outcome(): Promise<Outcome> {
    if (this.#last !== undefined && performance.now() - this.#last.at < this.#cacheMs)
      return this.#last.outcome;
    this.#running ??= this.#find().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #find(): Promise<Outcome> {
    const [checkedAt, start] = [new Date(), performance.now()];
    const reason = await this.#reason();
    const at = performance.now();
    const outcome = {
      ok: reason === undefined,
      detail: reason ?? 'ok',
      checkedAt,
      durationMs: Math.round((at - start) * 1000) / 1000,
    };
    this.runs += 1;
    if (!outcome.ok) this.failures += 1;
    this.#last = { outcome, at };
    return outcome;
  }

  /** Why the check failed; undefined where it did not. */
  async #reason(): Promise<string | undefined> {
    const abort = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(`no answer within ${this.#timeoutMs} ms`), this.#timeoutMs);
      timer.unref();
    });
    const found = new Promise<unknown>((resolve) => resolve(this.#run(abort.signal))).then(
      (value) => (value === false ? 'the check gave false' : undefined),
      reasonOf,
    );
    try {
      return await Promise.race([found, late]);
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
  }
}

/** The messages of an error and its causes, or their codes: one line, no stack, secrets redacted. */
function reasonOf(thrown: unknown): string {
  try {
    const lines: string[] = [];
    for (let error = thrown; lines.length < MOST_CAUSES; error = (error as { cause?: unknown }).cause) {
      const line = lineOf(error);
      if (line === undefined) break;
      lines.push(line);
    }
    return redactText(lines.join(': ')).slice(0, LONGEST_DETAIL) || 'the check failed';
  } catch {
    return 'the check failed';
  }
}

function lineOf(error: unknown): string | undefined {
  const { message, code } = (error ?? {}) as { message?: unknown; code?: unknown };
  const text = [message, code, error].find((part) => typeof part === 'string' && part !== '');
  return typeof text === 'string' ? text.split('\n', 1)[0] : undefined;
}

import { writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';
import { sayOnce } from '../setup/say.ts';
import { stdoutTally } from './line-tally.ts';

/** Characters that wait at most while a pipe is full. */
const MAX_WAITING = 1_048_576;
const RETRY_MS = 20;
/** After an error, such as a reader that is gone or a full disk, nothing is tried for this long. */
const PAUSE_MS = 1000;
/** Longest wait for a full pipe when the process ends. */
const LAST_WAIT_MS = 1000;

/**
 * Writes lines to a file descriptor at once, so that a line is out before the process can die. Where it
 * takes nothing for the moment (a full pipe that does not block), lines wait within a bound; where it takes
 * nothing any more, they are dropped and counted. Never throws.
 */
export class StdoutWriter implements DestinationStream {
  readonly #fd: number;
  #waiting: (string | Buffer)[] = [];
  #characters = 0;
  #timer: NodeJS.Timeout | undefined;
  #silentUntil = 0;
  #awaitsExit = false;

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(line: string): void {
    if (this.#waiting.length > 0) this.#keep(line);
    else if (this.#silentUntil > 0 && performance.now() < this.#silentUntil) stdoutTally.lost += 1;
    else {
      const rest = this.#tryWrite(line);
      if (rest !== undefined) this.#wait(rest);
    }
  }

  /** What could not be written for the moment; undefined where all is written or lost. */
  #tryWrite(chunk: string | Buffer): string | Buffer | undefined {
    try {
      const size = typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.length;
      const written = typeof chunk === 'string' ? writeSync(this.#fd, chunk) : writeSync(this.#fd, chunk);
      this.#silentUntil = 0;
      if (written >= size) return undefined;
      return (typeof chunk === 'string' ? Buffer.from(chunk) : chunk).subarray(written);
    } catch (error) {
      if (isBusy(error)) return chunk;
      this.#fail(error);
      return undefined;
    }
  }

  #keep(line: string): void {
    if (this.#characters + line.length > MAX_WAITING) {
      stdoutTally.lost += 1;
      sayOnce(
        `stdout:full:${this.#fd}`,
        'the reader of stdout is slow: log lines past 1 MiB are dropped and counted; records by OTLP go on',
      );
      return;
    }
    this.#characters += line.length;
    this.#waiting.push(line);
  }

  #wait(rest: string | Buffer): void {
    if (!this.#awaitsExit) process.on('exit', this.#last);
    this.#awaitsExit = true;
    this.#waiting.unshift(rest);
    this.#characters += rest.length;
    this.#timer ??= setTimeout(() => this.#retry(), RETRY_MS).unref();
  }

  #retry(): void {
    this.#timer = undefined;
    while (this.#waiting.length > 0) {
      // Few large writes, where many lines wait.
      const chunk = Buffer.concat(this.#waiting.splice(0, 64).map(asBuffer));
      this.#characters = this.#waiting.reduce((sum, { length }) => sum + length, 0);
      const rest = this.#tryWrite(chunk);
      if (rest !== undefined) {
        this.#wait(rest);
        return;
      }
    }
    process.off('exit', this.#last);
    this.#awaitsExit = false;
  }

  readonly #last = (): void => {
    const end = performance.now() + LAST_WAIT_MS;
    const pause = new Int32Array(new SharedArrayBuffer(4));
    while (this.#waiting.length > 0 && performance.now() < end) {
      clearTimeout(this.#timer);
      this.#retry();
      if (this.#waiting.length > 0) Atomics.wait(pause, 0, 0, RETRY_MS);
    }
  };

  #fail(error: unknown): void {
    stdoutTally.lost += 1 + this.#waiting.length;
    this.#waiting = [];
    this.#characters = 0;
    this.#silentUntil = performance.now() + PAUSE_MS;
    sayOnce(
      `stdout:${this.#fd}`,
      `stdout takes no log lines (${error instanceof Error ? error.message : String(error)}): they are dropped and counted; records by OTLP go on`,
    );
  }
}

function asBuffer(chunk: string | Buffer): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EBUSY');
}

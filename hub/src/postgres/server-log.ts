import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

const keptLines = 30;

/** The server's log file. At `maxBytes` it is renamed to `<file>.1`, which it replaces: at most twice the size stays. */
export class ServerLog {
  readonly #file: string;
  readonly #maxBytes: number;
  readonly #recent: string[] = [];
  #descriptor: number | undefined;
  #bytes = 0;

  constructor(file: string, maxBytes = 4 * 1024 * 1024) {
    this.#file = file;
    this.#maxBytes = maxBytes;
  }

  /** A line that cannot be written (no space) is still among `recent`; the server goes on. */
  write(line: string): void {
    this.#recent.push(line);
    if (this.#recent.length > keptLines) this.#recent.shift();
    try {
      this.#append(`${line}\n`);
    } catch {
      this.close();
    }
  }

  /** The last lines, oldest first. */
  recent(count: number): string[] {
    return this.#recent.slice(-count);
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #append(text: string): void {
    if (this.#descriptor !== undefined && this.#bytes >= this.#maxBytes) {
      this.close();
      renameSync(this.#file, `${this.#file}.1`);
    }
    if (this.#descriptor === undefined) {
      this.#descriptor = openSync(this.#file, 'a', 0o600);
      this.#bytes = fstatSync(this.#descriptor).size;
    }
    this.#bytes += writeSync(this.#descriptor, text);
  }
}

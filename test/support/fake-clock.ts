import { globSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Debian's libfaketime; undefined where it is not installed. */
const fakeTimeLibrary: string | undefined = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')[0];

/**
 * The time of day of processes that are started with `env`, which leaps when told to, while all of them run. Their
 * monotonic clock, and with it their timers, goes on as it is: so it is when the clock of a machine is set.
 */
export class FakeClock {
  readonly env: Readonly<Record<string, string>>;
  readonly #file: string;

  /** Keeps what time it is in a file of this folder. */
  constructor(folder: string) {
    if (fakeTimeLibrary === undefined) throw new Error('libfaketime is missing: apt-get install faketime');
    this.#file = join(folder, 'clock');
    this.setAheadBy(0);
    this.env = {
      LD_PRELOAD: fakeTimeLibrary,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    };
  }

  /** Seconds ahead of the real time, negative for behind; the processes see it within a second. */
  setAheadBy(seconds: number): void {
    // In one step: who reads it meanwhile must not find it empty.
    writeFileSync(`${this.#file}.next`, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}s\n`, { mode: 0o644 });
    renameSync(`${this.#file}.next`, this.#file);
  }
}

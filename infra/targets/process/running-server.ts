import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './ask.ts';
import { backOffMs, fallsInARow } from './back-off.ts';
import { endProcesses } from './end-processes.ts';
import { lastLines, openLog, rotateLog, sizeOf } from './log-file.ts';
import type { ServerPlan } from './plan.ts';
import { descendants, identify, type ProcessIdentity } from './process-identity.ts';
import type { ServerPhase, ServerState } from './state.ts';

const ASK_MS = 2000;
const ASK_EVERY_MS = 100;
const WATCH_EVERY_MS = 10_000;
const LIVE_MS = 5000;
/** Unanswered so often in a row, a server hangs. */
const MOST_UNANSWERED = 6;
const LINES_SHOWN = 15;

/** A server that did not become ready, and the last lines that it wrote. */
export class StartError extends Error {
  readonly server: string;
  readonly lines: readonly string[];
  constructor(server: string, reason: string, lines: readonly string[]) {
    super(reason);
    this.server = server;
    this.lines = lines;
  }
}

/** One life of a server, from its start to its end. */
interface Life {
  readonly main: ProcessIdentity | null;
  readonly startedMs: number;
  readonly logFrom: number;
  /** How it ended, such as `code 1`. */
  readonly ended: Promise<string>;
}

/** Runs one server: starts it, sees that it is ready, starts it anew when it falls or hangs, stops it. */
export class RunningServer {
  readonly plan: ServerPlan;
  readonly #onChange: (what: string) => void;
  readonly #stopping = new AbortController();
  #phase: ServerPhase = 'waiting';
  #processes: readonly ProcessIdentity[] = [];
  #since: string | null = null;
  #readyMs: number | null = null;
  #restarts = 0;
  #falls = 0;
  #lastEnd: string | null = null;
  #kept: Promise<void> = Promise.resolve();

  constructor(plan: ServerPlan, onChange: (what: string) => void) {
    this.plan = plan;
    this.#onChange = onChange;
  }

  get state(): ServerState {
    const { name, ports, log, stopS, url, ready } = this.plan;
    return {
      name,
      phase: this.#phase,
      processes: this.#processes,
      since: this.#since,
      readyMs: this.#readyMs,
      restarts: this.#restarts,
      lastEnd: this.#lastEnd,
      ports,
      log,
      stopS,
      url,
      ready,
    };
  }

  /**
   * Starts it and resolves when it is ready. Rejects with `StartError` when it ends before or takes too long; then it
   * stays down, or is tried again with growing pauses where it `persists`.
   */
  start({ persists }: { readonly persists: boolean }): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#kept = this.#keep(resolve, reject, persists);
    });
  }

  /** Asks it to end, waits as long as its plan says, then ends it by force. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#processes.length > 0) {
      this.#change('stopping', 'stops');
      this.#recordProcesses();
      await endProcesses(this.#processes, this.plan.stopS * 1000);
    }
    await this.#kept;
    this.#processes = [];
    this.#change('stopped', 'stopped');
  }

  async #keep(onReady: () => void, onFailure: (error: Error) => void, persists: boolean): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const life = this.#begin();
      const reason = await this.#whyNotReady(life);
      if (signal.aborted) break;
      if (reason === null) {
        this.#readyMs = Math.round(performance.now() - life.startedMs);
        this.#recordProcesses();
        this.#change('ready', `ready after ${(this.#readyMs / 1000).toFixed(1)} s`);
        onReady();
        await this.#fallen(life);
      } else {
        onFailure(new StartError(this.plan.name, reason, this.#linesOf(life)));
        await endProcesses(this.#processes, this.plan.stopS * 1000);
      }
      this.#lastEnd = await life.ended;
      if (signal.aborted) break;
      if (reason !== null && !persists && this.#restarts === 0) break;
      this.#falls = fallsInARow(this.#falls, performance.now() - life.startedMs);
      this.#restarts += 1;
      this.#processes = [];
      const pauseMs = backOffMs(this.#falls);
      this.#change('restarting', `ended (${this.#lastEnd}); starts again in ${pauseMs / 1000} s`);
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
    }
    onFailure(new StartError(this.plan.name, 'was stopped', []));
  }

  #begin(): Life {
    const { file, args, env, cwd, log } = this.plan;
    rotateLog(log);
    const logFrom = sizeOf(log);
    const output = openLog(log);
    // A group of its own: nothing that a terminal sends to the supervisor reaches it.
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', output, output], detached: true });
    closeSync(output);
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
    });
    const main = child.pid === undefined ? null : identify(child.pid);
    this.#processes = main === null ? [] : [main];
    this.#since = new Date().toISOString();
    this.#change('starting', `started as process ${child.pid ?? '-'}`);
    return { main, startedMs: performance.now(), logFrom, ended };
  }

  /** Null once it is ready; else how it ended or what it last answered. */
  async #whyNotReady(life: Life): Promise<string | null> {
    let end: string | undefined;
    void life.ended.then((how) => {
      end = how;
    });
    const { ready, startS } = this.plan;
    for (;;) {
      const why = await Promise.race([ask(ready, ASK_MS), life.ended]);
      // One turn for the end to be seen: a port that answers may be another's.
      await Promise.race([sleep(why === null ? 0 : ASK_EVERY_MS), life.ended]);
      if (end !== undefined) return `ended (${end}) before it was ready`;
      if (why === null) return null;
      if (this.#stopping.signal.aborted) return 'was stopped';
      if (performance.now() - life.startedMs > startS * 1000) return `not ready within ${startS} s: ${why}`;
    }
  }

  /** Resolves when it has ended, be it that it hung and was ended. */
  async #fallen(life: Life): Promise<void> {
    const over = new AbortController();
    void life.ended.then(() => over.abort());
    let unanswered = 0;
    while (!over.signal.aborted) {
      await sleep(WATCH_EVERY_MS, undefined, { signal: over.signal }).catch(() => {});
      if (over.signal.aborted) return;
      rotateLog(this.plan.log);
      if (this.#recordProcesses()) this.#onChange('');
      unanswered = (await ask(this.plan.live, LIVE_MS)) === null ? 0 : unanswered + 1;
      if (unanswered < MOST_UNANSWERED) continue;
      this.#onChange(`${this.plan.name} hangs: ended to be started again`);
      await endProcesses(this.#processes, this.plan.stopS * 1000);
      return;
    }
  }

  /** Notes which processes belong to it; whether that changed. */
  #recordProcesses(): boolean {
    const [main] = this.#processes;
    if (main === undefined) return false;
    const now = [main, ...descendants(main.pid)];
    const changed = now.map(({ pid }) => pid).join() !== this.#processes.map(({ pid }) => pid).join();
    this.#processes = now;
    return changed;
  }

  #linesOf({ logFrom }: Life): string[] {
    return lastLines(this.plan.log, LINES_SHOWN, logFrom);
  }

  #change(phase: ServerPhase, what: string): void {
    this.#phase = phase;
    this.#onChange(`${this.plan.name} ${what}`);
  }
}

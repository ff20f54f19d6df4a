import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Question } from './plan.ts';
import { type ProcessIdentity, runs } from './process-identity.ts';

export type ServerPhase = 'waiting' | 'starting' | 'ready' | 'restarting' | 'stopping' | 'stopped';

export interface ServerState {
  readonly name: string;
  readonly phase: ServerPhase;
  /** The server's process first, then those that it started. */
  readonly processes: readonly ProcessIdentity[];
  /** When its process started; ISO 8601. */
  readonly since: string | null;
  /** How long it took to become ready. */
  readonly readyMs: number | null;
  readonly restarts: number;
  /** How it ended last, such as `code 1` or `SIGKILL`. */
  readonly lastEnd: string | null;
  readonly ports: readonly { readonly name: string; readonly number: number }[];
  readonly log: string;
  readonly stopS: number;
  /** Where users reach it; null where they do not. */
  readonly url: string | null;
  readonly ready: Question;
}

/** Why a start was given up. */
export interface StartFailure {
  readonly server: string;
  readonly reason: string;
  readonly lines: readonly string[];
}

/** What the supervisor tells those who ask, in `run/state.json`. */
export interface SupervisorState {
  readonly format: 1;
  readonly supervisor: ProcessIdentity;
  readonly since: string;
  readonly phase: 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';
  /** The plan that it works on. */
  readonly plan: string;
  readonly failure: StartFailure | null;
  readonly servers: readonly ServerState[];
}

export const stateFile = (folder: string) => join(folder, 'run/state.json');

/** A reader sees the state before or after, never a part. */
export function writeState(folder: string, state: SupervisorState): void {
  const file = stateFile(folder);
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 1)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The state that a supervisor wrote last; null where none ever did, or the file is of another format. */
export function readState(folder: string): SupervisorState | null {
  try {
    const state: SupervisorState = JSON.parse(readFileSync(stateFile(folder), 'utf8'));
    return state.format === 1 ? state : null;
  } catch {
    return null;
  }
}

/** Whether the supervisor that wrote a state still runs. */
export function isSupervised(state: SupervisorState): boolean {
  return runs(state.supervisor);
}

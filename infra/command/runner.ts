import type { Component } from '../stack/component.ts';
import type { Stack } from '../stack/stack.ts';

/** A stack on this machine, as the settings describe it and where it lies. */
export interface LocalStack {
  readonly stack: Stack;
  /** Absolute folder of its state. */
  readonly folder: string;
  /** Folder that the user's own files are relative to: that of observatory.yaml. */
  readonly base: string;
}

/** What `observatory status` says of a server. */
export interface ServerStatus {
  readonly name: string;
  /** Such as `ready`, `starting`, `restarting`, `stopped`. */
  readonly state: string;
  readonly ready: boolean;
  readonly uptimeS: number | null;
  readonly restarts: number;
  readonly url: string | null;
  /** Its ports on this machine by their names, such as `sql`. */
  readonly ports: Readonly<Record<string, number>>;
  readonly memoryBytes: number | null;
  /** What is wrong with it: how it ended, its last lines. */
  readonly note: string | null;
}

export interface UpOptions {
  readonly say: (line: string) => void;
  /** Aborted when the user wants it to stop. */
  readonly signal: AbortSignal;
  /** Called when nothing stands in the way any more, just before anything starts. */
  readonly onStart: () => void;
}

export interface UpResult {
  /** What runs now. */
  readonly components: readonly Component[];
  readonly seconds: number;
  /** Secrets that were made just now, and all values. */
  readonly made: readonly string[];
  readonly secrets: ReadonlyMap<string, string>;
  /** False where all ran before, as it is. */
  readonly changed: boolean;
}

export interface LogsOptions {
  /** All servers without it. */
  readonly server: string | null;
  readonly lines: number;
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/** Runs a stack on this machine. Each function throws `CommandError` for what the user can mend. */
export interface Runner {
  readonly target: 'compose' | 'process';
  up(options: UpOptions): Promise<UpResult>;
  /** Whether anything ran. */
  down(options: { readonly volumes: boolean; readonly say: (line: string) => void }): Promise<boolean>;
  /** Null where nothing runs. */
  status(): Promise<readonly ServerStatus[] | null>;
  logs(options: LogsOptions): Promise<void>;
  /** Folder whose `secrets` holds the stack's secrets. */
  readonly secretsIn: string;
  /** Address of this machine that its ports are published on. */
  readonly address: string;
}

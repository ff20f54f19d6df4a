import type { Command } from './tool.ts';

/** What a recipe needs of its surroundings to make the binaries of one server. */
export interface Workshop {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Empty folder for what is needed on the way. */
  readonly work: string;
  /** Empty folder for the binaries. */
  readonly out: string;
  readonly signal: AbortSignal;
  readonly run: (command: Command) => Promise<string>;
  /** Says what is being done. */
  readonly say: (text: string) => void;
}

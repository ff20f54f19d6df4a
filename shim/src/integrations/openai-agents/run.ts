import { processWide } from '../../setup/process-wide.ts';
import { RunTree } from '../run-tree.ts';
import type { SdkSpan } from './sdk-trace.ts';

/** What is kept of an open trace or span. */
export interface AgentsRun {
  /** Ends what was made of it; the span is there where one ended. */
  readonly end: (error: Error | undefined, span?: SdkSpan) => void;
  /** Calls of tools that a model asked for within it, and that have not started: the SDK does not tell which is which. */
  readonly asked: { readonly name: unknown; readonly callId: unknown }[];
  /** Why the last run of agents within it failed. */
  failure: Error | undefined;
  /** Of a trace: a run of agents within it failed. */
  failed?: () => void;
}

/** The open traces and spans of the OpenAI Agents SDK in this process. */
export const runs = processWide(
  'openai-agents',
  () => new RunTree<AgentsRun>('the OpenAI Agents SDK', (run, error) => run.end(error)),
);

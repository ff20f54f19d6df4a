import type { StepKind } from '../hub/types.ts';
import type { LaneName } from './lanes.ts';

/** The kind of step whose colour and sign a lane has. */
export const laneLooks: Readonly<Record<LaneName, StepKind>> = {
  runs: 'agent',
  models: 'llm',
  tools: 'tool',
  steps: 'step',
  alerts: 'plan',
  marks: 'memory',
  snapshots: 'embedding',
  logs: 'retrieval',
};

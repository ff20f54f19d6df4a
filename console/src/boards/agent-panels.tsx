import { CausesPanel } from '../agents/causes-panel.tsx';
import { RunsPanel } from '../agents/runs-panel.tsx';
import { usePanelRange } from '../dashboard/panel-range.ts';
import type { BoardPanelProps } from './panel-registry.ts';

/** The newest runs of the agent or workflow that the options name. */
export function AgentRuns({ options, range }: BoardPanelProps) {
  const { query } = usePanelRange(range);
  const kind = options.kind === 'workflow' ? 'workflow' : 'agent';
  return <RunsPanel of={{ kind, name: String(options.agent ?? '') }} range={query} />;
}

/** Why the agent that the options name fails. */
export function AgentCauses({ options, range }: BoardPanelProps) {
  const { query } = usePanelRange(range);
  return <CausesPanel agent={String(options.agent ?? '')} range={query} />;
}

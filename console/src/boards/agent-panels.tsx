import { AdvicePanel } from '../agents/advice-panel.tsx';
import type { Runner } from '../agents/agents-questions.ts';
import { BottlenecksPanel } from '../agents/bottlenecks-panel.tsx';
import { CausesPanel } from '../agents/causes-panel.tsx';
import { RunsPanel } from '../agents/runs-panel.tsx';
import { usePanelRange } from '../dashboard/panel-range.ts';
import { StepsPanel } from '../workflows/steps-panel.tsx';
import type { PanelOptions } from './edit-board.ts';
import type { BoardPanelProps } from './panel-registry.ts';

const runnerOf = ({ agent, kind }: PanelOptions): Runner => ({
  kind: kind === 'workflow' ? 'workflow' : 'agent',
  name: String(agent ?? ''),
});

/** The newest runs of the agent or workflow that the options name. */
export function AgentRuns({ options, range }: BoardPanelProps) {
  const { query } = usePanelRange(range);
  return <RunsPanel of={runnerOf(options)} range={query} />;
}

/** Why the agent that the options name fails. */
export function AgentCauses({ options, range }: BoardPanelProps) {
  const { query } = usePanelRange(range);
  return <CausesPanel agent={runnerOf(options).name} range={query} />;
}

/** What the agent or workflow that the options name waits for. */
export function AgentBottlenecks({ options, range }: BoardPanelProps) {
  const { query } = usePanelRange(range);
  return <BottlenecksPanel of={runnerOf(options)} range={query} />;
}

/** What the hub advises for the agent that the options name. */
export function AgentAdvice({ options, range }: BoardPanelProps) {
  const { query } = usePanelRange(range);
  return <AdvicePanel agent={runnerOf(options).name} range={query} />;
}

/** The steps of the workflow that the options name. */
export function WorkflowSteps({ options, range }: BoardPanelProps) {
  const { query } = usePanelRange(range);
  return <StepsPanel name={runnerOf(options).name} range={query} />;
}

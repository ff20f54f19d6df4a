import { AgentList } from './agent-list.tsx';
import { AgentPage } from './agent-page.tsx';

/** All agents, or the one that the address names. */
export function AgentsPage({ part }: { readonly part: string }) {
  return part === '' ? <AgentList /> : <AgentPage key={part} name={part} />;
}

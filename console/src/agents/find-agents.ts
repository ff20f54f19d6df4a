import type { AgentSummary } from '../hub/types.ts';

type Named = Pick<AgentSummary, 'agent' | 'services' | 'environments' | 'versions'>;

/** Agents of which name, services, environments or versions hold all words, whatever their case. */
export function findAgents<A extends Named>(agents: readonly A[], words: string): readonly A[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return agents;
  return agents.filter(({ agent, services, environments, versions }) => {
    const text = [agent, ...services, ...environments, ...versions].join('\n').toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

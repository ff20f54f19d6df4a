import { PageHead } from '../parts/page-head.tsx';

/** Agents. */
export function AgentsPage({ part }: { part: string }) {
  return <PageHead title={part === '' ? 'Agents' : part} />;
}

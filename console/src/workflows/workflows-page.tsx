import { PageHead } from '../parts/page-head.tsx';

/** Workflows. */
export function WorkflowsPage({ part }: { part: string }) {
  return <PageHead title={part === '' ? 'Workflows' : part} />;
}

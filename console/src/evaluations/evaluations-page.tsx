import { PageHead } from '../parts/page-head.tsx';

/** Evaluations. */
export function EvaluationsPage({ part }: { part: string }) {
  return <PageHead title={part === '' ? 'Evaluations' : part} />;
}

import { PageHead } from '../parts/page-head.tsx';

/** Cost. */
export function CostPage({ part }: { part: string }) {
  return <PageHead title={part === '' ? 'Cost' : part} />;
}

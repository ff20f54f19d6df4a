import { PageHead } from '../parts/page-head.tsx';

/** Overview. */
export function OverviewPage({ part }: { part: string }) {
  return <PageHead title={part === '' ? 'Overview' : part} />;
}

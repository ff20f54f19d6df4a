import { PageHead } from '../parts/page-head.tsx';

/** Analytics. */
export function AnalyticsPage({ part }: { part: string }) {
  return <PageHead title={part === '' ? 'Analytics' : part} />;
}

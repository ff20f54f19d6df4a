import { PageHead } from '../parts/page-head.tsx';

/** Alerts. */
export function AlertsPage({ part }: { part: string }) {
  return <PageHead title={part === '' ? 'Alerts' : part} />;
}

import { PageHead } from '../parts/page-head.tsx';

/** Sessions. */
export function SessionsPage({ part }: { part: string }) {
  return <PageHead title={part === '' ? 'Sessions' : part} />;
}

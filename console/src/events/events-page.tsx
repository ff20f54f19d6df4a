import { PageHead } from '../parts/page-head.tsx';

/** Events. */
export function EventsPage({ part }: { part: string }) {
  return <PageHead title={part === '' ? 'Events' : part} />;
}

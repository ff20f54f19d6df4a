import { PageHead } from '../parts/page-head.tsx';

/** Timeline. */
export function TimelinePage({ part }: { part: string }) {
  return <PageHead title={part === '' ? 'Timeline' : part} />;
}

import { PageHead } from '../parts/page-head.tsx';

/** Boards. */
export function BoardsPage({ part }: { part: string }) {
  return <PageHead title={part === '' ? 'Boards' : part} />;
}

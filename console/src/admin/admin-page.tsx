import { PageHead } from '../parts/page-head.tsx';

/** Administration. */
export function AdminPage({ part }: { part: string }) {
  return <PageHead title={part === '' ? 'Administration' : part} />;
}

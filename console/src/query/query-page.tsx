import { PageHead } from '../parts/page-head.tsx';

/** Query. */
export function QueryPage({ part }: { part: string }) {
  return <PageHead title={part === '' ? 'Query' : part} />;
}

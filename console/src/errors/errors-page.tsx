import { PageHead } from '../parts/page-head.tsx';

/** Errors. */
export function ErrorsPage({ part }: { part: string }) {
  return <PageHead title={part === '' ? 'Errors' : part} />;
}

import { PageHead } from '../parts/page-head.tsx';

/** Compare. */
export function ComparePage({ part }: { part: string }) {
  return <PageHead title={part === '' ? 'Compare' : part} />;
}

import { PageHead } from '../parts/page-head.tsx';

/** Service map. */
export function MapPage({ part }: { part: string }) {
  return <PageHead title={part === '' ? 'Service map' : part} />;
}

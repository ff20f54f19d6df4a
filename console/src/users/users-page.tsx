import { PageHead } from '../parts/page-head.tsx';

/** Users. */
export function UsersPage({ part }: { part: string }) {
  return <PageHead title={part === '' ? 'Users' : part} />;
}

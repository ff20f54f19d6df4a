import { UserList } from './user-list.tsx';
import { UserPage } from './user-page.tsx';

/** Users: those of a stretch of time, or one of them. */
export function UsersPage({ part }: { part: string }) {
  return part === '' ? <UserList /> : <UserPage id={part} />;
}

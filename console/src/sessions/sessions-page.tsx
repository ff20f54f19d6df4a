import { SessionList } from './session-list.tsx';
import { SessionPage } from './session-page.tsx';

/** Sessions: those of a stretch of time, or one of them. */
export function SessionsPage({ part }: { part: string }) {
  return part === '' ? <SessionList /> : <SessionPage id={part} />;
}

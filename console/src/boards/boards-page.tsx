import { BoardList } from './board-list.tsx';
import { BoardPage } from './board-page.tsx';

/** All dashboards, or the one that the address names. */
export function BoardsPage({ part }: { part: string }) {
  return part === '' ? <BoardList /> : <BoardPage key={part} id={part} />;
}

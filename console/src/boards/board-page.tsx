import { useRights } from '../access/use-rights.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { boardQuestion } from './boards-questions.ts';
import { BoardView } from './board-view.tsx';

/** One board, to look at and for who may to change. */
export function BoardPage({ id }: { id: string }) {
  const board = useHubQuery(boardQuestion(id));
  const mayChange = useRights()?.scopes.includes('operate') ?? false;
  return (
    <Answer query={board} lines={8}>
      {(data) => <BoardView board={data} mayChange={mayChange} />}
    </Answer>
  );
}

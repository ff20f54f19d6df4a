import { useRights } from '../access/use-rights.ts';
import { Problem } from '../hub/problem.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { boardsTexts as words } from '../texts/boards.ts';
import { BoardView } from './board-view.tsx';
import { boardQuestion } from './boards-questions.ts';

/** One board, to look at and for who may to change. */
export function BoardPage({ id }: { id: string }) {
  const board = useHubQuery(boardQuestion(id));
  const mayChange = useRights()?.scopes.includes('operate') ?? false;
  // An id that is none is refused before it is looked for.
  const isGone = board.error instanceof Problem && [400, 404].includes(board.error.status);
  if (isGone && !board.data) {
    return (
      <>
        <PageHead title={words.title} />
        <EmptyNote level={2} title={words.gone}>
          <p>{words.goneText}</p>
          <div>
            <Link href={pagePath('boards')} className="obs-button">
              {words.toList}
            </Link>
          </div>
        </EmptyNote>
      </>
    );
  }
  return (
    <Answer query={board} lines={8}>
      {(data) => <BoardView board={data} mayChange={mayChange} />}
    </Answer>
  );
}

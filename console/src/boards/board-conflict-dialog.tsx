import { useHub } from '../hub/hub-context.tsx';
import { useHubAction, useHubQuery } from '../hub/use-hub-query.ts';
import { Dialog } from '../parts/dialog.tsx';
import { usePlace } from '../place/place-context.tsx';
import { pagePath } from '../place/route.ts';
import { boardsTexts } from '../texts/boards.ts';
import { type Board, boardsQuestion, makeBoard } from './boards-questions.ts';
import type { BoardConflict, useBoardDraft } from './use-board-draft.ts';

const words = boardsTexts.conflict;

interface BoardConflictDialogProps {
  readonly draft: ReturnType<typeof useBoardDraft>;
  readonly conflict: BoardConflict;
  readonly onSaved: (saved: Board) => void;
}

/** Tells that the board is not any more what the draft was made of; the reader says which of the two stays. */
export function BoardConflictDialog({ draft, conflict, onSaved }: BoardConflictDialogProps) {
  const hub = useHub();
  const place = usePlace();
  const make = useHubAction(makeBoard, [boardsQuestion.key]);
  const isDeleted = conflict === 'deleted';
  // What the other one made of it; also says who it was.
  const theirs = useHubQuery(
    { ...draft.question, key: [...draft.question.key, 'theirs'] },
    { on: !isDeleted },
  );
  const giveUp = () => {
    draft.discard();
    if (isDeleted) place.go(pagePath('boards'));
    else void hub.queries.invalidateQueries({ queryKey: draft.question.key });
  };
  const keep = () => {
    if (!isDeleted) return theirs.data && draft.save(theirs.data.updated_at, onSaved);
    make.mutate(draft.content, {
      onSuccess: ({ id }) => {
        draft.discard();
        place.go(pagePath('boards', id));
      },
    });
  };
  return (
    <Dialog title={words.title} onClose={() => draft.dismiss()}>
      <p className="obs-foreign">{isDeleted ? words.gone : words.text(theirs.data?.updated_by ?? '…')}</p>
      {make.error && <p role="alert">{boardsTexts.fault(make.error.message)}</p>}
      <div className="obs-choices">
        <button
          type="button"
          className="obs-button is-primary"
          disabled={isDeleted ? make.isPending : !theirs.data || draft.isSaving}
          onClick={keep}
        >
          {isDeleted ? words.again : words.mine}
        </button>
        <button type="button" className="obs-button" onClick={giveUp}>
          {words.theirs}
        </button>
      </div>
    </Dialog>
  );
}

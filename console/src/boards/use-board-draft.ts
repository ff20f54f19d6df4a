import { useRef, useState } from 'react';
import { Problem } from '../hub/problem.ts';
import { useHubAction } from '../hub/use-hub-query.ts';
import { useLeaveGuard } from '../place/use-leave-guard.ts';
import { useSearchParam } from '../place/use-search-param.ts';
import {
  type Board,
  type BoardContent,
  boardQuestion,
  boardsQuestion,
  contentOf,
  writeBoard,
} from './boards-questions.ts';
import { editPanels, type PanelEdit } from './edit-board.ts';

/** Why a draft was not saved: somebody changed the board, or deleted it, meanwhile. */
export type BoardConflict = 'changed' | 'deleted';

function conflictOf(error: Error | null): BoardConflict | null {
  if (!(error instanceof Problem)) return null;
  return error.status === 409 ? 'changed' : error.status === 404 ? 'deleted' : null;
}

/** A board while it is edited (`?edit=1`): what was changed, and how that is saved or given up. */
export function useBoardDraft(board: Board) {
  const [edit, setEdit] = useSearchParam('edit');
  const isEditing = edit === '1';
  // The board that the draft was made of: a newer one that arrives meanwhile is not written over unseen.
  const [draft, setDraft] = useState<{ readonly of: Board; readonly content: BoardContent } | null>(null);
  const latest = useRef(draft);
  latest.current = draft;
  const write = useHubAction(writeBoard, [boardsQuestion.key]);
  const content = isEditing && draft ? draft.content : contentOf(board);
  const isDirty = isEditing && draft !== null;

  const guard = useLeaveGuard(isDirty);

  const change = (part: Partial<BoardContent>) =>
    setDraft((now) => ({
      of: now?.of ?? board,
      content: { ...(now?.content ?? contentOf(board)), ...part },
    }));
  const end = () => {
    guard.release();
    setDraft(null);
    setEdit(null);
    write.reset();
  };
  /** `knownAt`: of the board that the reader saw last, so that nothing else is written over. */
  const save = (knownAt: string, then: (saved: Board) => void) => {
    if (!draft) return end();
    write.mutate(
      { id: board.id, content: draft.content, knownAt },
      {
        onSuccess: (saved) => {
          then(saved);
          if (latest.current === draft) end();
          // What was changed while it was saved is a draft of what was saved.
          else setDraft((now) => now && { ...now, of: saved });
        },
      },
    );
  };
  return {
    isEditing,
    isDirty,
    content,
    begin: () => setEdit('1'),
    change,
    editPanels: (panelEdit: PanelEdit) =>
      setDraft((now) => {
        const before = now?.content ?? contentOf(board);
        return { of: now?.of ?? board, content: { ...before, panels: editPanels(before.panels, panelEdit) } };
      }),
    save,
    discard: end,
    /** Goes on with the draft, which was not saved. */
    dismiss: () => write.reset(),
    knownAt: draft?.of.updated_at ?? board.updated_at,
    isSaving: write.isPending,
    conflict: conflictOf(write.error),
    error: conflictOf(write.error) === null ? write.error : null,
    question: boardQuestion(board.id),
    guard,
  };
}

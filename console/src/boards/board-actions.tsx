import { useState } from 'react';
import { useHubAction } from '../hub/use-hub-query.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { usePlace } from '../place/place-context.tsx';
import { pagePath } from '../place/route.ts';
import { boardsTexts } from '../texts/boards.ts';
import { texts } from '../texts/common.ts';
import { type Board, boardsQuestion, contentOf, deleteBoard, makeBoard } from './boards-questions.ts';
import type { useBoardDraft } from './use-board-draft.ts';

const words = boardsTexts.actions;

interface BoardActionsProps {
  readonly board: Board;
  readonly draft: ReturnType<typeof useBoardDraft>;
  readonly mayChange: boolean;
  readonly onAdd: () => void;
  readonly onSave: () => void;
}

/** What can be done with a board: while it is looked at, and while it is edited. */
export function BoardActions({ board, draft, mayChange, onAdd, onSave }: BoardActionsProps) {
  const place = usePlace();
  const [isRemoving, setRemoving] = useState(false);
  const copy = useHubAction(makeBoard, [boardsQuestion.key]);
  const remove = useHubAction(deleteBoard, [boardsQuestion.key]);
  const link = place.href(pagePath('boards', board.id));
  const duplicate = () =>
    copy.mutate(
      { ...contentOf(board), name: boardsTexts.copyOf(board.name).slice(0, 200) },
      { onSuccess: ({ id }) => place.go(`${pagePath('boards', id)}?edit=1`) },
    );

  if (!mayChange) return <ShareButton link={link} />;
  if (draft.isEditing) {
    return (
      <div className="obs-board-actions">
        <button type="button" className="obs-button" onClick={onAdd}>
          <Icon name="plus" />
          {words.add}
        </button>
        <button type="button" className="obs-button" onClick={draft.discard}>
          {draft.isDirty ? words.discard : texts.close}
        </button>
        <button
          type="button"
          className="obs-button is-primary"
          disabled={!draft.isDirty || draft.isSaving || draft.content.name.trim() === ''}
          onClick={onSave}
        >
          {words.save}
        </button>
      </div>
    );
  }
  return (
    <div className="obs-board-actions">
      <ShareButton link={link} />
      <button
        type="button"
        className="obs-button obs-compact-button"
        title={words.duplicate}
        disabled={copy.isPending}
        onClick={duplicate}
      >
        <Icon name="copy" />
        <span>{words.duplicate}</span>
      </button>
      <button
        type="button"
        className="obs-button obs-compact-button"
        title={words.remove}
        onClick={() => setRemoving(true)}
      >
        <Icon name="trash" />
        <span>{words.remove}</span>
      </button>
      <button type="button" className="obs-button is-primary" onClick={draft.begin}>
        <Icon name="edit" />
        {words.edit}
      </button>
      {copy.error && <p role="alert">{boardsTexts.fault(copy.error.message)}</p>}
      {isRemoving && (
        <Dialog title={boardsTexts.removeTitle} onClose={() => setRemoving(false)}>
          <p className="obs-foreign">{boardsTexts.removeSure(board.name)}</p>
          {remove.error && <p role="alert">{boardsTexts.fault(remove.error.message)}</p>}
          <div className="obs-choices">
            <button
              type="button"
              className="obs-button is-danger"
              disabled={remove.isPending}
              onClick={() => remove.mutate(board.id, { onSuccess: () => place.go(pagePath('boards')) })}
            >
              {words.remove}
            </button>
            <button type="button" className="obs-button" onClick={() => setRemoving(false)}>
              {texts.cancel}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

function ShareButton({ link }: { link: string }) {
  return <CopyButton value={new URL(link, window.location.href).href} label={words.share} withWord="label" />;
}

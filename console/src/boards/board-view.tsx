import { useState } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { LeaveQuestion } from '../parts/leave-question.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { boardsTexts as words } from '../texts/boards.ts';
import { readDuration } from '../time-range/time-range.ts';
import { AddPanelDialog } from './add-panel-dialog.tsx';
import { BoardActions } from './board-actions.tsx';
import { BoardConflictDialog } from './board-conflict-dialog.tsx';
import { BoardForm } from './board-form.tsx';
import { BoardGrid } from './board-grid.tsx';
import { type Board, boardQuestion } from './boards-questions.ts';
import { useBoardDraft } from './use-board-draft.ts';

const DAY_MINUTES = 24 * 60;

/** A board with its panels, and its tools. */
export function BoardView({ board, mayChange }: { board: Board; mayChange: boolean }) {
  const hub = useHub();
  const draft = useBoardDraft(board);
  const [isAdding, setAdding] = useState(false);
  const { content } = draft;
  const isEditing = draft.isEditing && mayChange;
  const rangeMinutes = readDuration(content.range ?? '') ?? DAY_MINUTES;
  const saved = (next: Board) => hub.queries.setQueryData(boardQuestion(board.id).key, next);

  return (
    <>
      <PageHead
        title={content.name}
        note={draft.isDirty ? words.unsaved : words.changed(board.updated_by)}
        rangeMinutes={rangeMinutes}
      >
        <BoardActions
          board={board}
          draft={draft}
          mayChange={mayChange}
          onAdd={() => setAdding(true)}
          onSave={() => draft.save(draft.knownAt, saved)}
        />
      </PageHead>
      {draft.error && (
        <p role="alert" className="obs-fault">
          {words.fault(draft.error.message)}
        </p>
      )}
      {isEditing ? (
        <BoardForm content={content} onChange={draft.change} />
      ) : (
        content.description !== '' && <p className="obs-board-lead obs-foreign">{content.description}</p>
      )}
      {content.panels.length === 0 ? (
        <EmptyNote level={2} title={words.noPanels}>
          {mayChange && <p>{words.noPanelsText}</p>}
        </EmptyNote>
      ) : (
        <BoardGrid
          panels={content.panels}
          range={content.range ?? undefined}
          onEdit={isEditing ? draft.editPanels : null}
        />
      )}
      {isAdding && (
        <AddPanelDialog
          panels={content.panels}
          onAdd={(panel) => draft.editPanels({ kind: 'add', panel })}
          onClose={() => setAdding(false)}
        />
      )}
      <LeaveQuestion guard={draft.guard} text={words.leave} />
      {draft.conflict && <BoardConflictDialog draft={draft} conflict={draft.conflict} onSaved={saved} />}
    </>
  );
}

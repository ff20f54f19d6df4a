import { type KeyboardEvent, type ReactNode, type RefObject, useState } from 'react';
import { classNames } from '../parts/class-names.ts';
import { Icon } from '../parts/icon.tsx';
import { boardsTexts } from '../texts/boards.ts';
import { titleOf } from './board-cell.tsx';
import { BOARD_COLUMNS, type BoardPanel, type PanelEdit } from './edit-board.ts';
import { PanelOptionsDialog } from './panel-options-dialog.tsx';
import { useDragToMove } from './use-drag-to-move.ts';
import { useDragToSize } from './use-drag-to-size.ts';

const words = boardsTexts.panel;

interface EditedCellProps {
  readonly panel: BoardPanel;
  /** From 0. */
  readonly place: number;
  readonly count: number;
  readonly grid: RefObject<HTMLElement | null>;
  readonly onEdit: (edit: PanelEdit) => void;
  /** Another panel is held over it. */
  readonly isTarget: boolean;
  /** Which panel this one is held over. */
  readonly onOver: (id: string | null) => void;
  /** Tells screen readers what came of it. */
  readonly onSay: (text: string) => void;
  readonly children: ReactNode;
}

/** A panel with the tools to move, size, change and remove it, by mouse, finger and keyboard. */
export function EditedCell(props: EditedCellProps) {
  const { panel, place, count, grid, onEdit, isTarget, onOver, onSay, children } = props;
  const { id, width } = panel;
  const title = titleOf(panel);
  const [isOpen, setOpen] = useState(false);
  const move = (to: number) => {
    if (to < 0 || to >= count || to === place) return;
    onEdit({ kind: 'move', id, to });
    onSay(words.moved(title, to + 1, count));
  };
  const size = (next: number) => {
    if (next < 1 || next > BOARD_COLUMNS || next === width) return;
    onEdit({ kind: 'resize', id, width: next });
    onSay(words.sized(title, next));
  };
  const grip = useDragToMove({ grid, id, onMove: move, onOver });
  const sizer = useDragToSize(grid, size);
  return (
    <div
      className={classNames(
        'obs-board-cell is-edited',
        grip.isDragged && 'is-dragged',
        isTarget && 'is-target',
      )}
      data-width={width}
      data-panel={id}
    >
      <div className="obs-board-tools" role="toolbar" aria-label={words.tools(title)}>
        <button
          type="button"
          className="obs-icon-button obs-board-grip"
          aria-label={words.grip(title)}
          title={words.grip(title)}
          onKeyDown={onArrows((step) => move(place + step))}
          {...grip.handlers}
        >
          <Icon name="more" />
        </button>
        <span className="obs-board-tools-title obs-foreign">{title}</span>
        <button
          type="button"
          className="obs-icon-button"
          aria-label={words.options(title)}
          onClick={() => setOpen(true)}
        >
          <Icon name="edit" />
        </button>
        <button
          type="button"
          className="obs-icon-button"
          aria-label={words.remove(title)}
          onClick={() => onEdit({ kind: 'remove', id })}
        >
          <Icon name="trash" />
        </button>
        <button
          type="button"
          className="obs-icon-button obs-board-sizer"
          title={words.sizer(title)}
          onKeyDown={onArrows((step) => size(width + step))}
          {...sizer}
        >
          <span className="obs-sr-only">{words.sizer(title)}</span>
          <span aria-hidden="true">↔ {width}</span>
        </button>
      </div>
      <div className="obs-board-content" inert>
        {children}
      </div>
      {isOpen && (
        <PanelOptionsDialog
          panel={panel}
          place={place}
          count={count}
          onMove={move}
          onSize={size}
          onApply={(change) => onEdit({ kind: 'change', id, ...change })}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  );
}

/** Arrow keys as steps back and forth. */
function onArrows(step: (by: -1 | 1) => void) {
  return (event: KeyboardEvent) => {
    const isBack = event.key === 'ArrowLeft' || event.key === 'ArrowUp';
    const isForth = event.key === 'ArrowRight' || event.key === 'ArrowDown';
    if (!isBack && !isForth) return;
    event.preventDefault();
    event.stopPropagation();
    step(isBack ? -1 : 1);
  };
}

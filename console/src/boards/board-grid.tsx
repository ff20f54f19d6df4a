import { useRef, useState } from 'react';
import { BoardCell } from './board-cell.tsx';
import type { BoardPanel, PanelEdit } from './edit-board.ts';
import { EditedCell } from './edited-cell.tsx';

interface BoardGridProps {
  readonly panels: readonly BoardPanel[];
  readonly range: string | undefined;
  /** Null while the board is only looked at. */
  readonly onEdit: ((edit: PanelEdit) => void) | null;
}

/** Panels in four columns, on narrower pages in two or one. */
export function BoardGrid({ panels, range, onEdit }: BoardGridProps) {
  const grid = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState('');
  const [over, setOver] = useState<string | null>(null);
  return (
    <>
      <div ref={grid} className={onEdit ? 'obs-board is-edited' : 'obs-board'}>
        {panels.map((panel, place) =>
          onEdit ? (
            <EditedCell
              key={panel.id}
              panel={panel}
              place={place}
              count={panels.length}
              grid={grid}
              onEdit={onEdit}
              isTarget={over === panel.id}
              onOver={setOver}
              onSay={setSaid}
            >
              <BoardCell panel={panel} range={range} />
            </EditedCell>
          ) : (
            <div key={panel.id} className="obs-board-cell" data-width={panel.width}>
              <BoardCell panel={panel} range={range} />
            </div>
          ),
        )}
      </div>
      <p className="obs-sr-only" role="status">
        {said}
      </p>
    </>
  );
}

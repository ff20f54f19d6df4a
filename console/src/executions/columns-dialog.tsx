import { Dialog } from '../parts/dialog.tsx';
import { executionsTexts } from '../texts/executions.ts';
import { executionColumns } from './columns.tsx';
import type { useColumns } from './use-columns.ts';

interface ColumnsDialogProps {
  readonly columns: ReturnType<typeof useColumns>;
  readonly onClose: () => void;
}

/** Which columns the list has. */
export function ColumnsDialog({ columns, onClose }: ColumnsDialogProps) {
  const shown = new Set(columns.chosen.map(({ key }) => key));
  return (
    <Dialog title={executionsTexts.columns} onClose={onClose}>
      <div className="obs-check-grid">
        {executionColumns.map(({ key, title }) => (
          <label key={key} className="obs-check">
            <input
              type="checkbox"
              checked={shown.has(key)}
              disabled={columns.isFixed(key)}
              onChange={() => columns.toggle(key)}
            />
            {title}
          </label>
        ))}
      </div>
      <p className="obs-field-notes">{executionsTexts.columnsNote}</p>
      <div className="obs-choices">
        <button type="button" className="obs-button" disabled={columns.isUsual} onClick={columns.reset}>
          {executionsTexts.usualColumns}
        </button>
      </div>
    </Dialog>
  );
}

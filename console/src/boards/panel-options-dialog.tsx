import { Dialog } from '../parts/dialog.tsx';
import { SelectField } from '../parts/select-field.tsx';
import { boardsTexts } from '../texts/boards.ts';
import { titleOf } from './board-cell.tsx';
import { BOARD_COLUMNS, type BoardPanel, type PanelOptions } from './edit-board.ts';
import { PanelOptionsForm } from './panel-options-form.tsx';
import { panelRegistry } from './panel-registry.ts';

const words = boardsTexts.panel;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

interface PanelOptionsDialogProps {
  readonly panel: BoardPanel;
  /** From 0. */
  readonly place: number;
  readonly count: number;
  readonly onMove: (to: number) => void;
  readonly onSize: (width: number) => void;
  readonly onApply: (change: { title: string; options: PanelOptions }) => void;
  readonly onClose: () => void;
}

/** The options of a panel that is on the board; its place and width, too, for whoever does not drag. */
export function PanelOptionsDialog(props: PanelOptionsDialogProps) {
  const { panel, place, count, onMove, onSize, onApply, onClose } = props;
  const definition = panelRegistry.get(panel.panel);
  return (
    <Dialog title={words.options(titleOf(panel))} className="is-wide" onClose={onClose}>
      <div className="obs-form-row">
        <SelectField
          label={words.place}
          value={String(place)}
          options={upTo(count).map((at) => [String(at), words.placeOf(at + 1, count)])}
          onValue={(to) => onMove(Number(to))}
        />
        <SelectField
          label={words.width}
          value={String(panel.width)}
          options={upTo(BOARD_COLUMNS).map((at) => [String(at + 1), words.widthOf(at + 1)])}
          onValue={(width) => onSize(Number(width))}
        />
      </div>
      {definition ? (
        <PanelOptionsForm
          definition={definition}
          title={panel.title ?? ''}
          options={panel.options}
          submit={words.apply}
          onSubmit={(title, options) => {
            onApply({ title, options });
            onClose();
          }}
        />
      ) : (
        <p className="obs-foreign">{words.unknownText(panel.panel)}</p>
      )}
    </Dialog>
  );
}

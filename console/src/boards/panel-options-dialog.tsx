import { Dialog } from '../parts/dialog.tsx';
import { boardsTexts } from '../texts/boards.ts';
import { titleOf } from './board-cell.tsx';
import type { BoardPanel, PanelOptions } from './edit-board.ts';
import { PanelOptionsForm } from './panel-options-form.tsx';
import { panelRegistry } from './panel-registry.ts';

const words = boardsTexts.panel;

interface PanelOptionsDialogProps {
  readonly panel: BoardPanel;
  readonly onApply: (change: { title: string; options: PanelOptions }) => void;
  readonly onClose: () => void;
}

/** The options of a panel that is on the board. */
export function PanelOptionsDialog({ panel, onApply, onClose }: PanelOptionsDialogProps) {
  const definition = panelRegistry.get(panel.panel);
  return (
    <Dialog title={words.options(titleOf(panel))} className="is-wide" onClose={onClose}>
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

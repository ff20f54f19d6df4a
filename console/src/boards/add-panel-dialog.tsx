import { useState } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { boardsTexts } from '../texts/boards.ts';
import { type BoardPanel, newPanelId, type PanelOptions } from './edit-board.ts';
import { PanelOptionsForm } from './panel-options-form.tsx';
import { type PanelDefinition, panelRegistry } from './panel-registry.ts';

const words = boardsTexts.add;
const groups = ['own', 'fleet', 'money', 'agent'] as const;

interface AddPanelDialogProps {
  readonly panels: readonly BoardPanel[];
  readonly onAdd: (panel: BoardPanel) => void;
  readonly onClose: () => void;
}

/** All panels that there are; one that must know more asks for it. */
export function AddPanelDialog({ panels, onAdd, onClose }: AddPanelDialogProps) {
  const [chosen, setChosen] = useState<readonly [string, PanelDefinition] | null>(null);
  const add = (name: string, { width }: PanelDefinition, title: string, options: PanelOptions) => {
    onAdd({ id: newPanelId(panels), panel: name, width, options, ...(title === '' ? {} : { title }) });
    onClose();
  };
  const choose = (name: string, definition: PanelDefinition) => {
    if (definition.options.length === 0) add(name, definition, '', {});
    else setChosen([name, definition]);
  };
  return (
    <Dialog title={chosen ? chosen[1].title : words.title} className="is-wide" onClose={onClose}>
      {chosen ? (
        <PanelOptionsForm
          definition={chosen[1]}
          title=""
          options={{}}
          submit={words.title}
          onSubmit={(title, options) => add(chosen[0], chosen[1], title, options)}
        />
      ) : (
        groups.map((group) => (
          <section key={group} aria-label={words.groups[group]}>
            <h3 className="obs-dialog-part">{words.groups[group]}</h3>
            <div className="obs-panel-choices">
              {[...panelRegistry]
                .filter(([, definition]) => definition.group === group)
                .map(([name, definition]) => (
                  <button
                    key={name}
                    type="button"
                    className="obs-panel-choice"
                    onClick={() => choose(name, definition)}
                  >
                    <b>{definition.title}</b>
                    <span>{definition.note}</span>
                  </button>
                ))}
            </div>
          </section>
        ))
      )}
    </Dialog>
  );
}

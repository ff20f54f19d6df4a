import { useState } from 'react';
import type { ListFilter } from '../lib/list-filter.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { texts } from '../texts/common.ts';
import { executionsTexts as words } from '../texts/executions.ts';
import { ColumnsDialog } from './columns-dialog.tsx';
import { ExportDialog } from './export-dialog.tsx';
import type { useChosen } from './use-chosen.ts';
import type { useColumns } from './use-columns.ts';
import { ViewsDialog } from './views-dialog.tsx';

interface ListActionsProps {
  readonly filter: ListFilter;
  readonly columns: ReturnType<typeof useColumns>;
  readonly chosen: ReturnType<typeof useChosen>;
  readonly paused: boolean;
  readonly onPause: (paused: boolean) => void;
}

/** What can be done with the list: views, columns, comparison, export, pause. */
export function ListActions({ filter, columns, chosen, paused, onPause }: ListActionsProps) {
  const [isOpen, setOpen] = useState<'views' | 'columns' | 'export' | null>(null);
  const close = () => setOpen(null);
  return (
    <div className="obs-list-actions">
      <Action icon="list" word={words.views.title} onClick={() => setOpen('views')} />
      <Action
        icon="compare"
        word={words.compare}
        pressed={chosen.isOn}
        onClick={() => chosen.setOn(!chosen.isOn)}
      />
      <Action icon="boards" word={words.columns} isWideOnly onClick={() => setOpen('columns')} />
      <Action icon="download" word={words.export} onClick={() => setOpen('export')} />
      <Action
        icon={paused ? 'play' : 'pause'}
        word={paused ? texts.executions.resume : texts.executions.pause}
        pressed={paused}
        onClick={() => onPause(!paused)}
      />
      {isOpen === 'views' && <ViewsDialog onClose={close} />}
      {isOpen === 'columns' && <ColumnsDialog columns={columns} onClose={close} />}
      {isOpen === 'export' && <ExportDialog filter={filter} onClose={close} />}
    </div>
  );
}

interface ActionProps {
  readonly icon: IconName;
  readonly word: string;
  readonly pressed?: boolean;
  readonly isWideOnly?: boolean;
  readonly onClick: () => void;
}

/** A button that has its word beside the icon where there is room. */
function Action({ icon, word, pressed, isWideOnly = false, onClick }: ActionProps) {
  return (
    <button
      type="button"
      className={isWideOnly ? 'obs-button obs-compact-button obs-wide-only' : 'obs-button obs-compact-button'}
      aria-pressed={pressed}
      title={word}
      onClick={onClick}
    >
      <Icon name={icon} />
      <span>{word}</span>
    </button>
  );
}

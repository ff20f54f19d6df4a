import { useEffect, useRef, useState } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import { writeCsv } from '../lib/csv.ts';
import { downloadText } from '../lib/download.ts';
import type { ListFilter } from '../lib/list-filter.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { executionsTexts as words } from '../texts/executions.ts';
import { MOST_EXPORTED, readAll, tableOf } from './export-list.ts';

/** Writes what the list finds to a file. */
export function ExportDialog({ filter, onClose }: { filter: ListFilter; onClose: () => void }) {
  const hub = useHub();
  const running = useRef<AbortController | null>(null);
  const [note, setNote] = useState('');
  const [isBusy, setBusy] = useState(false);
  useEffect(() => () => running.current?.abort(), []);

  const write = async (form: 'csv' | 'json') => {
    const controller = new AbortController();
    running.current = controller;
    setBusy(true);
    try {
      const found = await readAll(hub, filter, controller.signal, (read) => setNote(words.exporting(read)));
      const { heads, rows } = tableOf(found.executions);
      if (form === 'csv') downloadText('executions.csv', 'text/csv', writeCsv(heads, rows));
      else downloadText('executions.json', 'application/json', JSON.stringify(found.executions, null, 2));
      setNote(words.exported(found.executions.length, found.more));
    } catch (error) {
      if (!controller.signal.aborted) setNote(error instanceof Error ? error.message : String(error));
    } finally {
      if (!controller.signal.aborted) setBusy(false);
    }
  };

  return (
    <Dialog title={words.exportTitle} onClose={onClose}>
      <p>{words.exportNote(MOST_EXPORTED)}</p>
      <div className="obs-choices">
        {(['csv', 'json'] as const).map((form) => (
          <button
            key={form}
            type="button"
            className="obs-button"
            disabled={isBusy}
            onClick={() => void write(form)}
          >
            <Icon name="download" />
            {form === 'csv' ? words.exportCsv : words.exportJson}
          </button>
        ))}
      </div>
      <p role="status" className="obs-field-notes">
        {note}
      </p>
    </Dialog>
  );
}

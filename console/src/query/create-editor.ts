import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { PostgreSQL, sql } from '@codemirror/lang-sql';
import { bracketMatching } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { queryTexts } from '../texts/query.ts';
import { editorLook } from './editor-look.ts';
import { sqlSchema } from './sql-schema.ts';

interface EditorOptions {
  readonly text: string;
  /** What the editor is, for screen readers. */
  readonly label: string;
  readonly onChange: (text: string) => void;
  readonly onRun: (text: string) => void;
}

/** An editor of SQL. */
export interface SqlEditorView {
  readonly setText: (text: string) => void;
  /** Marks the word at a place, from 0, as wrong; null takes the mark away. */
  readonly setFault: (fault: { readonly place: number; readonly message: string } | null) => void;
  readonly focus: () => void;
  readonly destroy: () => void;
}

/**
 * Puts an editor into `host`. It stands in a shadow root, for there its styles are adopted sheets, which a strict
 * content security policy allows.
 */
export function createSqlEditor(host: HTMLElement, options: EditorOptions): SqlEditorView {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const view = new EditorView({ root, parent: root, state: stateOf(options) });
  // Letters that are typed here are no keys of the page.
  const keepKeys = (event: KeyboardEvent) => {
    if (!event.ctrlKey && !event.metaKey && event.key !== 'Escape') event.stopPropagation();
  };
  host.addEventListener('keydown', keepKeys);
  return {
    setText: (text) => {
      if (text === view.state.doc.toString()) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    setFault: (fault) => view.dispatch(setDiagnostics(view.state, fault ? [diagnostic(view, fault)] : [])),
    focus: () => view.focus(),
    destroy: () => {
      host.removeEventListener('keydown', keepKeys);
      view.destroy();
    },
  };
}

function diagnostic(view: EditorView, { place, message }: { place: number; message: string }) {
  const at = Math.min(place, view.state.doc.length);
  const word = view.state.wordAt(at);
  const from = word?.from ?? Math.max(0, Math.min(at, view.state.doc.length - 1));
  return {
    from,
    to: word?.to ?? Math.min(from + 1, view.state.doc.length),
    severity: 'error' as const,
    message,
  };
}

function stateOf({ text, label, onChange, onRun }: EditorOptions): EditorState {
  const run = ({ state }: EditorView) => {
    onRun(state.doc.toString());
    return true;
  };
  return EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(),
      history(),
      drawSelection(),
      bracketMatching(),
      closeBrackets(),
      autocompletion({ icons: false }),
      sql({ dialect: PostgreSQL, schema: sqlSchema, upperCaseKeywords: true }),
      placeholder(queryTexts.placeholder),
      keymap.of([
        { key: 'Mod-Enter', run },
        { key: 'Shift-Enter', run },
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...historyKeymap,
        // Tab stays the key that leaves the editor.
        ...defaultKeymap,
      ]),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(update.state.doc.toString());
      }),
      editorLook,
    ],
  });
}

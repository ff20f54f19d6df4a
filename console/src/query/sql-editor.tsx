import { useEffect, useRef } from 'react';
import { queryTexts } from '../texts/query.ts';
import { createSqlEditor, type SqlEditorView } from './create-editor.ts';

/** A text that is put into the editor, over what is there: each one once. */
export interface GivenText {
  readonly text: string;
}

interface SqlEditorProps {
  /** What is written afterwards is told, and not given back: an echo that comes late would undo what was typed since. */
  readonly given: GivenText;
  /** Where the hub found it wrong, and why. */
  readonly fault: { readonly place: number; readonly message: string } | null;
  readonly onChange: (text: string) => void;
  /** Ctrl Enter was pressed, with this in the editor. */
  readonly onRun: (text: string) => void;
}

/** Where SQL is written: colours, completion of views and columns, the place of a fault. */
export function SqlEditor({ given, fault, onChange, onRun }: SqlEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<SqlEditorView | null>(null);
  const live = useRef({ given, onChange, onRun });
  useEffect(() => {
    live.current = { given, onChange, onRun };
  });
  useEffect(() => {
    if (!host.current) return;
    const made = createSqlEditor(host.current, {
      text: live.current.given.text,
      label: queryTexts.editor,
      onChange: (next) => live.current.onChange(next),
      onRun: (text) => live.current.onRun(text),
    });
    editor.current = made;
    return () => {
      editor.current = null;
      made.destroy();
    };
  }, []);
  useEffect(() => editor.current?.setText(given.text), [given]);
  useEffect(() => editor.current?.setFault(fault), [fault]);
  return <div ref={host} className="obs-sql-editor" />;
}

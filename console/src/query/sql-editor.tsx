import { useEffect, useRef } from 'react';
import { queryTexts } from '../texts/query.ts';
import { createSqlEditor, type SqlEditorView } from './create-editor.ts';

interface SqlEditorProps {
  readonly text: string;
  /** Where the hub found it wrong, and why. */
  readonly fault: { readonly place: number; readonly message: string } | null;
  readonly onChange: (text: string) => void;
  /** Ctrl Enter was pressed. */
  readonly onRun: () => void;
}

/** Where SQL is written: colours, completion of views and columns, the place of a fault. */
export function SqlEditor({ text, fault, onChange, onRun }: SqlEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<SqlEditorView | null>(null);
  const live = useRef({ text, onChange, onRun });
  useEffect(() => {
    live.current = { text, onChange, onRun };
  });
  useEffect(() => {
    if (!host.current) return;
    const made = createSqlEditor(host.current, {
      text: live.current.text,
      label: queryTexts.editor,
      onChange: (next) => live.current.onChange(next),
      onRun: () => live.current.onRun(),
    });
    editor.current = made;
    return () => {
      editor.current = null;
      made.destroy();
    };
  }, []);
  useEffect(() => editor.current?.setText(text), [text]);
  useEffect(() => editor.current?.setFault(fault), [fault]);
  return <div ref={host} className="obs-sql-editor" />;
}

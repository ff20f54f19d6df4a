import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** Colours of the editor by the page's custom properties, which reach into its shadow root. */
const look = EditorView.theme({
  '&': {
    color: 'var(--obs-text)',
    backgroundColor: 'var(--obs-surface)',
    fontSize: 'var(--obs-text-m)',
    borderRadius: 'var(--obs-radius)',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--obs-mono)', lineHeight: '1.6', minHeight: '140px', maxHeight: '40vh' },
  '.cm-content': { caretColor: 'var(--obs-text)', padding: '10px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--obs-text)' },
  '.cm-gutters': {
    backgroundColor: 'var(--obs-surface)',
    color: 'var(--obs-text-3)',
    border: 'none',
    borderRadius: 'var(--obs-radius) 0 0 var(--obs-radius)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'var(--obs-selected)',
  },
  '.cm-placeholder': { color: 'var(--obs-text-3)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--obs-raised)',
    color: 'var(--obs-text)',
    border: '1px solid var(--obs-line-strong)',
    borderRadius: 'var(--obs-radius)',
    boxShadow: 'var(--obs-shadow-l)',
  },
  '& .cm-tooltip-autocomplete > ul > li': { padding: '3px 8px', fontFamily: 'var(--obs-mono)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--obs-selected)',
    color: 'var(--obs-text)',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--obs-failed)',
    backgroundColor: 'var(--obs-failed-soft)',
  },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--obs-failed)', padding: '6px 10px' },
  '.cm-matchingBracket': { backgroundColor: 'var(--obs-selected) !important' },
});

const colors = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--obs-accent-text)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--obs-completed)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--obs-kind-llm)' },
  { tag: [tags.comment], color: 'var(--obs-text-3)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--obs-text-2)' },
]);

export const editorLook = [look, syntaxHighlighting(colors)];

import { CopyButton } from './copy-button.tsx';

interface SnippetProps {
  readonly title: string;
  readonly text: string;
  readonly copyLabel: string;
}

/** A piece of text to copy. */
export function Snippet({ title, text, copyLabel }: SnippetProps) {
  return (
    <figure className="obs-snippet">
      <figcaption>
        {title}
        <CopyButton value={text} label={copyLabel} withWord />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, by keyboard too */}
      <pre tabIndex={0}>{text}</pre>
    </figure>
  );
}

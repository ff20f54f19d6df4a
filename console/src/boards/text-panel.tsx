import { Panel } from '../parts/panel.tsx';
import { boardsTexts } from '../texts/boards.ts';
import type { BoardPanelProps } from './panel-registry.ts';

/** Words that somebody wrote, as text. */
export function TextPanel({ options, title }: BoardPanelProps) {
  const paragraphs = String(options.text ?? '').split(/\n\s*\n/);
  return (
    <Panel title={title ?? boardsTexts.panels.text[0]}>
      {paragraphs.map((paragraph, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs of one text never move
        <p key={index} className="obs-board-text obs-foreign">
          {paragraph}
        </p>
      ))}
    </Panel>
  );
}

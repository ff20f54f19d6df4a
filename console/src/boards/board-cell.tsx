import { Suspense } from 'react';
import { PanelGuard } from '../dashboard/panel-guard.tsx';
import { Panel } from '../parts/panel.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { boardsTexts } from '../texts/boards.ts';
import type { BoardPanel } from './edit-board.ts';
import { panelRegistry } from './panel-registry.ts';

const words = boardsTexts.panel;

/** What a panel of a board is called. */
export function titleOf({ panel, title }: BoardPanel): string {
  return title ?? panelRegistry.get(panel)?.title ?? panel;
}

/** One panel; whatever goes wrong in it stays in it. */
export function BoardCell({ panel, range }: { panel: BoardPanel; range: string | undefined }) {
  const definition = panelRegistry.get(panel.panel);
  if (!definition) {
    return (
      <Panel title={words.unknown}>
        <p className="obs-foreign">{words.unknownText(panel.panel)}</p>
      </Panel>
    );
  }
  const { Panel: Shown } = definition;
  return (
    <PanelGuard title={titleOf(panel)}>
      <Suspense fallback={<Skeleton lines={5} />}>
        <Shown options={panel.options} title={panel.title} range={range} />
      </Suspense>
    </PanelGuard>
  );
}

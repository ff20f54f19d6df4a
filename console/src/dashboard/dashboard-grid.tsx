import { Panel } from '../parts/panel.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { type DashboardPart, partDefinitions } from './dashboard-parts.ts';
import { PanelGuard } from './panel-guard.tsx';
import type { DashboardPanelProps } from './panel-range.ts';
import { useFirstAnswers } from './use-first-answers.ts';

interface DashboardGridProps extends DashboardPanelProps {
  readonly parts: readonly DashboardPart[];
}

/** As many as fill a first screen; the others are drawn when these have their answers. */
const FIRST = 4;

/** Parts side by side as the room allows, which is that of the grid and not of the window. */
export function DashboardGrid({ parts, range }: DashboardGridProps) {
  const isTimeForMore = useFirstAnswers();
  return (
    <div className="obs-dashboard">
      <div className="obs-dashboard-grid">
        {parts.map((part, place) => {
          const { title, Panel: Part } = partDefinitions[part];
          return (
            <div key={part} className={`obs-dashboard-cell is-${part}`}>
              {place < FIRST || isTimeForMore ? (
                <PanelGuard title={title}>
                  <Part range={range} />
                </PanelGuard>
              ) : (
                part !== 'administration' && <Sketch title={title} />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Sketch({ title }: { title: string }) {
  return (
    <Panel title={title}>
      <Skeleton lines={6} />
    </Panel>
  );
}

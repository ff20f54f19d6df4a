import { type DashboardPart, partDefinitions } from './dashboard-parts.ts';
import { PanelGuard } from './panel-guard.tsx';
import type { DashboardPanelProps } from './panel-range.ts';

interface DashboardGridProps extends DashboardPanelProps {
  readonly parts: readonly DashboardPart[];
}

/** Parts side by side as the room allows, which is that of the grid and not of the window. */
export function DashboardGrid({ parts, range }: DashboardGridProps) {
  return (
    <div className="obs-dashboard">
      <div className="obs-dashboard-grid">
        {parts.map((part) => {
          const { title, Panel } = partDefinitions[part];
          return (
            <div key={part} className={`obs-dashboard-cell is-${part}`}>
              <PanelGuard title={title}>
                <Panel range={range} />
              </PanelGuard>
            </div>
          );
        })}
      </div>
    </div>
  );
}

import type { ComponentType } from 'react';
import { type DashboardPart, partDefinitions } from '../dashboard/dashboard-parts.ts';
import type { BoardPanelProps } from './panel-registry.ts';

/** A panel of the overview on a board. */
function ofFleet(part: DashboardPart): ComponentType<BoardPanelProps> {
  const { Panel } = partDefinitions[part];
  return function FleetPanel({ range }: BoardPanelProps) {
    return (
      <div className="obs-dashboard">
        <Panel range={range} />
      </div>
    );
  };
}

export const fleetPanels = {
  statistics: ofFleet('statistics'),
  attention: ofFleet('attention'),
  health: ofFleet('health'),
  executions: ofFleet('executions'),
  performance: ofFleet('performance'),
  errors: ofFleet('errors'),
  events: ofFleet('events'),
  alerts: ofFleet('alerts'),
  cost: ofFleet('cost'),
} as const;

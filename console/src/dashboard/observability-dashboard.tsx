import { useId } from 'react';
import type { HubOptions } from '../hub/hub.ts';
import { ObservatoryProvider, useHub } from '../hub/hub-context.tsx';
import { useConnection } from '../live/use-connection.ts';
import { ConnectionIndicator } from '../parts/connection-indicator.tsx';
import { overviewTexts } from '../texts/overview.ts';
import { TimeRangePicker } from '../time-range/time-range-picker.tsx';
import { DashboardGrid } from './dashboard-grid.tsx';
import { type DashboardPart, dashboardParts } from './dashboard-parts.ts';
import { DashboardRoot, type LookProps } from './dashboard-root.tsx';
import { type DashboardPanelProps, minutesOf } from './panel-range.ts';

export interface ObservabilityDashboardProps extends DashboardPanelProps, LookProps {
  /** Where the hub is; that of the nearest `ObservatoryProvider`, or the page's own origin, unless given. */
  readonly hub?: HubOptions | undefined;
  /** Which parts, in which order; all of them unless given. */
  readonly parts?: readonly DashboardPart[] | undefined;
  /** Above the parts; no head unless it is a text. */
  readonly title?: string | null | undefined;
}

/** All of the console's overview in one component, live, for a page of your own (VX10). */
export function ObservabilityDashboard({ hub, ...rest }: ObservabilityDashboardProps) {
  if (hub === undefined) return <Dashboard {...rest} />;
  return (
    // Another address is another hub.
    <ObservatoryProvider key={`${hub.url} ${hub.apiKey}`} {...hub}>
      <Dashboard {...rest} />
    </ObservatoryProvider>
  );
}

function Dashboard(props: Omit<ObservabilityDashboardProps, 'hub'>) {
  const { parts = dashboardParts, range, title = overviewTexts.title, ...look } = props;
  const id = useId();
  return (
    <DashboardRoot {...look}>
      <section aria-labelledby={title === null ? undefined : id}>
        {title !== null && <Head id={id} title={title} range={range} />}
        <DashboardGrid parts={parts} range={range} />
      </section>
    </DashboardRoot>
  );
}

function Head({ id, title, range }: DashboardPanelProps & { id: string; title: string }) {
  const connection = useConnection();
  const { url } = useHub();
  return (
    <div className="obs-dashboard-head">
      <h2 id={id}>{title}</h2>
      <ConnectionIndicator connection={connection} />
      <TimeRangePicker defaultMinutes={minutesOf(range)} />
      <a href={`${url}/`}>{overviewTexts.openConsole}</a>
    </div>
  );
}

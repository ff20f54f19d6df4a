import { DashboardGrid } from '../dashboard/dashboard-grid.tsx';
import { dashboardParts } from '../dashboard/dashboard-parts.ts';
import { PANEL_MINUTES } from '../dashboard/panel-range.ts';
import { EmptyState } from '../executions/empty-state.tsx';
import { hubStatusQuestion } from '../hub/queries.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { PageHead } from '../parts/page-head.tsx';
import { PauseButton } from '../parts/pause-button.tsx';
import { overviewTexts } from '../texts/overview.ts';

const LIVE_MS = 1_000;

/** How the fleet fares and what needs somebody now; a hub without executions teaches how to send one. */
export function OverviewPage() {
  const status = useHubQuery(hubStatusQuestion);
  const isEmpty = status.data?.counts?.executions === 0;
  useRefreshOnChange(hubStatusQuestion.key, LIVE_MS, isEmpty);
  if (isEmpty) {
    return (
      <>
        <PageHead title={overviewTexts.title} />
        <EmptyState demoHint />
      </>
    );
  }
  return (
    <>
      <PageHead title={overviewTexts.title} rangeMinutes={PANEL_MINUTES}>
        <PauseButton />
      </PageHead>
      <DashboardGrid parts={dashboardParts} />
    </>
  );
}

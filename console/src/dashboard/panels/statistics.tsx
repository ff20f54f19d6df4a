import type { UseQueryResult } from '@tanstack/react-query';
import { formatDuration } from '../../lib/format-duration.ts';
import { formatCount, formatShare } from '../../lib/format-number.ts';
import { classNames } from '../../parts/class-names.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Link } from '../../place/link.tsx';
import { type PageName, pagePath } from '../../place/route.ts';
import { texts } from '../../texts/common.ts';
import { overviewTexts } from '../../texts/overview.ts';
import { analyticsQuestion, healthQuestion } from '../dashboard-questions.ts';
import type { Analytics } from '../dashboard-types.ts';
import { type DashboardPanelProps, useMinutesUpToNow, usePanelRange } from '../panel-range.ts';
import { usePanelAnswer } from '../use-panel-answer.ts';

const words = overviewTexts.statistics;

interface Figure {
  readonly page: PageName;
  readonly title: string;
  readonly value: string;
  readonly note: string;
  readonly isBad?: boolean;
}

/** The key figures (EN4): events, agents, error rate, response, sessions, alerts; each leads to its page. */
export function Statistics({ range }: DashboardPanelProps) {
  const { range: chosen, query } = usePanelRange(range);
  const analytics = usePanelAnswer(analyticsQuestion(query), { range: chosen });
  const health = usePanelAnswer(healthQuestion(useMinutesUpToNow(range)));
  if (isUnknown(analytics)) {
    return <ProblemNote error={analytics.error} onRetry={() => void analytics.refetch()} />;
  }
  const figures = figuresOf(analytics.data, health.data?.health.running_executions);
  return (
    <section className="obs-figures" aria-label={words.label}>
      {figures.map(({ page, title, value, note, isBad }) => (
        <Link key={title} href={pagePath(page)} className={classNames('obs-figure-tile', isBad && 'is-bad')}>
          <span className="obs-figure-title">{title}</span>
          <span className="obs-figure-value">{value}</span>
          <span className="obs-figure-note">{note}</span>
        </Link>
      ))}
    </section>
  );
}

const isUnknown = (query: UseQueryResult) => query.isError && query.data === undefined;

/** Places of figures that are on their way stand already, so that nothing moves. */
function figuresOf(data: Analytics | undefined, running: number | undefined): readonly Figure[] {
  const count = (value: number | undefined) => (value === undefined ? texts.none : formatCount(value));
  const share = (value: number | null | undefined) => (value == null ? texts.none : formatShare(value));
  const time = (value: number | null | undefined) => (value == null ? texts.none : formatDuration(value));
  const alerts = data?.alerts_firing;
  return [
    {
      page: 'alerts',
      title: words.alerts,
      value: count(alerts),
      note: alerts === undefined ? '' : words.alertsNote(alerts > 0),
      isBad: (alerts ?? 0) > 0,
    },
    {
      page: 'errors',
      title: words.errorRate,
      value: share(data?.error_rate),
      note: words.errorRateNote(share(data?.execution_failure_rate)),
    },
    {
      page: 'analytics',
      title: words.response,
      value: time(data?.average_response_ms),
      note: words.responseNote(time(data?.response_times.p95_ms)),
    },
    {
      page: 'agents',
      title: words.agents,
      value: count(data?.active_agents),
      note: words.agentsNote(count(data?.executions)),
    },
    {
      page: 'executions',
      title: words.sessions,
      value: count(data?.active_sessions),
      note: running === undefined ? '' : words.sessionsNote(running),
    },
    {
      page: 'events',
      title: words.events,
      value: count(data?.total_events),
      note: words.eventsNote(count(data?.error_events)),
    },
  ];
}

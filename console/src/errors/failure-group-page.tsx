import { useMemo } from 'react';
import { TimeChart } from '../charts/time-chart.tsx';
import type { FailureGroup } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatCount } from '../lib/format-number.ts';
import { toMs } from '../lib/format-time.ts';
import { Answer } from '../parts/answer.tsx';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Panel } from '../parts/panel.tsx';
import { StackedFact } from '../parts/stacked-fact.tsx';
import { Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { type PageName, pagePath } from '../place/route.ts';
import { errorsTexts } from '../texts/errors.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { failureGroupQuestion } from './errors-questions.ts';
import { ExampleRun } from './example-run.tsx';
import { causeName } from './failure-table.tsx';
import { NewestRuns } from './newest-runs.tsx';

const words = errorsTexts.group;
const DAY_MINUTES = 24 * 60;

/** One cause: its message, its course, whom it hits, and its newest run with the log lines of it. */
export function FailureGroupPage({ fingerprint }: { fingerprint: string }) {
  const { query: range, setRange } = useTimeRange(DAY_MINUTES);
  const group = useHubQuery(failureGroupQuestion(fingerprint, range), { keepsBefore: true });
  const title = group.data ? causeName(group.data) : errorsTexts.title;
  return (
    <>
      <Breadcrumb within={[[pagePath('errors'), errorsTexts.title]]} current={title} />
      <PageHead title={title} rangeMinutes={DAY_MINUTES} />
      <Answer query={group} lines={8}>
        {(data) => (
          <Loaded group={data} onZoom={(fromMs, toMs) => setRange({ kind: 'between', fromMs, toMs })} />
        )}
      </Answer>
    </>
  );
}

interface LoadedProps {
  readonly group: FailureGroup;
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

function Loaded({ group, onZoom }: LoadedProps) {
  const times = useMemo(() => group.trend.map(({ start }) => toMs(start) / 1_000), [group]);
  const series = useMemo(
    () => [
      {
        label: words.facts.runs,
        color: '--obs-chart-failed',
        form: 'bars' as const,
        values: group.trend.map(({ count }) => count),
      },
    ],
    [group],
  );
  const [example] = group.newest;
  return (
    <>
      <p className="obs-cause-whole obs-foreign">{group.message ?? errorsTexts.noMessage}</p>
      <dl className="obs-facts-line">
        <StackedFact title={words.facts.runs}>{formatCount(group.affected_executions)}</StackedFact>
        <StackedFact title={words.facts.before}>{formatCount(group.executions_before)}</StackedFact>
        <StackedFact title={words.facts.users}>{formatCount(group.affected_users)}</StackedFact>
        <StackedFact title={words.facts.sessions}>{formatCount(group.affected_sessions)}</StackedFact>
        <StackedFact title={words.facts.first}>
          <Ago time={group.first_seen} />
        </StackedFact>
        <StackedFact title={words.facts.last}>
          <Ago time={group.last_seen} />
        </StackedFact>
        {group.step !== null && <StackedFact title={words.facts.step}>{group.step}</StackedFact>}
      </dl>
      {example && <ExampleRun id={example.id} />}
      <div className="obs-cards">
        <Panel title={words.course}>
          <TimeChart
            times={times}
            series={series}
            summary={errorsTexts.trendSummary(causeName(group))}
            format={formatCount}
            height={160}
            onZoom={onZoom}
          />
        </Panel>
        <Panel title={words.where}>
          <Counted title={words.agents} of={group.agents} page="agents" />
          <Counted title={words.services} of={group.services} />
          <Counted title={words.versions} of={group.versions} />
          {group.normalised_message !== null && (
            <p className="obs-card-note obs-foreign">
              {words.facts.pattern}: {group.normalised_message}
            </p>
          )}
        </Panel>
        <Panel className="is-whole" title={words.newest}>
          <NewestRuns runs={group.newest} />
        </Panel>
      </div>
    </>
  );
}

interface CountedProps {
  readonly title: string;
  readonly of: FailureGroup['agents'];
  /** The page about each of them. */
  readonly page?: PageName;
}

function Counted({ title, of, page }: CountedProps) {
  return (
    <div className="obs-counted">
      <h3>{title}</h3>
      <ul className="obs-name-list">
        {of.map(({ name, executions }) => (
          <li key={name}>
            <span className="obs-foreign">
              {page ? <Link href={pagePath(page, name)}>{name}</Link> : name}
            </span>{' '}
            <span className="is-absent">{formatCount(executions)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

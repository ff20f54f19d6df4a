import type { Bottlenecks } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatShare } from '../lib/format-number.ts';
import { Answer } from '../parts/answer.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { KindIcon } from '../parts/kind-icon.tsx';
import { Name } from '../parts/name.tsx';
import { Panel } from '../parts/panel.tsx';
import { ShareBar } from '../parts/share-bar.tsx';
import { Link } from '../place/link.tsx';
import { executionPath } from '../place/route.ts';
import { agentsTexts } from '../texts/agents.ts';
import type { RangeQuery } from '../time-range/time-range.ts';
import { bottlenecksQuestion, type Runner } from './agents-questions.ts';

const words = agentsTexts.one;
type Step = Bottlenecks['steps'][number];

const columnsOf = (of: Runner): readonly Column<Step>[] => [
  {
    key: 'step',
    title: words.step,
    render: ({ kind, name }) => (
      <span className="obs-named-step">
        <KindIcon kind={kind === 'span' ? 'step' : kind} />
        {kind === of.kind && name === of.name ? words.ownTime : <Name name={name} />}
      </span>
    ),
  },
  {
    key: 'share',
    title: words.share,
    render: ({ share }) => <ShareBar share={share} text={formatShare(share)} />,
    sortBy: ({ share }) => share,
  },
  {
    key: 'mean',
    title: words.mean,
    isFigure: true,
    render: ({ mean_ms }) => formatDuration(mean_ms),
    sortBy: ({ mean_ms }) => mean_ms,
  },
  {
    key: 'p95',
    title: words.charts.p95,
    isFigure: true,
    isWideOnly: true,
    render: ({ p95_ms }) => formatDuration(p95_ms),
    sortBy: ({ p95_ms }) => p95_ms,
  },
  {
    key: 'example',
    title: words.example,
    isFigure: true,
    isWideOnly: true,
    render: ({ example }) => <Link href={executionPath(example)}>{words.open}</Link>,
  },
];

/** The steps that cost the time of an agent's or workflow's runs. */
export function BottlenecksPanel({ of, range }: { readonly of: Runner; readonly range: RangeQuery }) {
  const answer = useHubQuery(bottlenecksQuestion(of, range), { keepsBefore: true });
  const runs = answer.data?.runs;
  return (
    <Panel title={words.bottlenecks} note={runs && words.bottlenecksNote(runs.read, runs.of)}>
      <Answer query={answer}>
        {({ steps }) =>
          steps.length === 0 ? (
            <p className="is-absent">{words.noBottlenecks}</p>
          ) : (
            <DataTable
              label={words.bottlenecksTable}
              columns={columnsOf(of)}
              rows={steps}
              keyOf={({ kind, name }) => `${kind} ${name}`}
              pageSize={8}
            />
          )
        }
      </Answer>
    </Panel>
  );
}

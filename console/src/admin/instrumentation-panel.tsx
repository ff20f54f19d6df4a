import { useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { Panel } from '../parts/panel.tsx';
import { Ago } from '../parts/time.tsx';
import { adminTexts } from '../texts/admin.ts';
import { instrumentationQuestion } from './admin-questions.ts';
import type { Instrumentation } from './admin-types.ts';

const words = adminTexts.instrumentation;

/** What the shim instruments in each service, and what it could not. */
export function InstrumentationPanel() {
  const instrumentation = useHubQuery(instrumentationQuestion);
  return (
    <Panel title={words.title} note={words.note} className="is-whole">
      <Answer query={instrumentation}>
        {(all) =>
          all.length === 0 ? (
            <EmptyNote title={words.none}>
              <p>{words.noneText}</p>
            </EmptyNote>
          ) : (
            <DataTable
              label={words.title}
              columns={columns}
              rows={newestOfEach(all)}
              keyOf={({ service }) => service}
              pageSize={20}
            />
          )
        }
      </Answer>
    </Panel>
  );
}

/** Of each service the process that reported last. */
function newestOfEach(all: readonly Instrumentation[]): readonly Instrumentation[] {
  const newest = new Map<string, Instrumentation>();
  for (const one of all) {
    const before = newest.get(one.service);
    if (!before || before.reported_at < one.reported_at) newest.set(one.service, one);
  }
  return [...newest.values()].toSorted((a, b) => a.service.localeCompare(b.service));
}

const listed = (names: readonly string[]) => <span className="obs-foreign">{names.join(', ')}</span>;

const columns: readonly Column<Instrumentation>[] = [
  { key: 'service', title: words.columns.service, render: ({ service }) => <b>{listed([service])}</b> },
  {
    key: 'instrumented',
    title: words.columns.instrumented,
    render: ({ instrumented }) => listed(instrumented),
  },
  {
    key: 'late',
    title: words.columns.late,
    render: ({ late, unreached }) => {
      const missed = [...late, ...unreached];
      return missed.length === 0 ? (
        <span className="is-absent">{words.nothing}</span>
      ) : (
        <span className="obs-unpriced" title={words.lateTitle}>
          {missed.join(', ')}
        </span>
      );
    },
  },
  {
    key: 'waiting',
    title: words.columns.waiting,
    isWideOnly: true,
    render: ({ waiting }) => listed(waiting),
  },
  {
    key: 'when',
    title: words.columns.when,
    isFigure: true,
    isWideOnly: true,
    render: ({ reported_at }) => <Ago time={reported_at} />,
  },
];

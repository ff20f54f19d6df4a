import type { FailureGroup } from '../hub/types.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { executionPath, pagePath } from '../place/route.ts';
import { texts } from '../texts/common.ts';
import { errorsTexts } from '../texts/errors.ts';

type Run = FailureGroup['newest'][number];
const words = errorsTexts.group.columns;
const AT_FIRST = 20;

const columns: readonly Column<Run>[] = [
  {
    key: 'run',
    title: words.run,
    render: ({ id, name }) => (
      <Link href={executionPath(id)} className="obs-foreign">
        {name}
      </Link>
    ),
  },
  {
    key: 'message',
    title: words.message,
    isWideOnly: true,
    render: ({ message }) => (
      <span className="obs-cause-message is-one-line obs-foreign" title={message ?? undefined}>
        {message ?? errorsTexts.noMessage}
      </span>
    ),
  },
  {
    key: 'user',
    title: words.user,
    isWideOnly: true,
    render: ({ user_id }) =>
      user_id === null ? (
        texts.none
      ) : (
        <Link href={pagePath('users', user_id)} className="obs-foreign">
          {user_id}
        </Link>
      ),
  },
  {
    key: 'ended',
    title: words.ended,
    isFigure: true,
    render: ({ ended_at, started_at }) => <Ago time={ended_at ?? started_at} />,
  },
];

/** The newest runs that failed of a cause. */
export function NewestRuns({ runs }: { runs: readonly Run[] }) {
  return (
    <DataTable
      label={errorsTexts.group.newestTable}
      columns={columns}
      rows={runs}
      keyOf={({ id }) => id}
      pageSize={AT_FIRST}
    />
  );
}

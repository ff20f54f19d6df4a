import { useState } from 'react';
import { useRights } from '../access/use-rights.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { boardsTexts as words } from '../texts/boards.ts';
import { type BoardSummary, boardsQuestion } from './boards-questions.ts';
import { NewBoardDialog } from './new-board-dialog.tsx';

const columns: readonly Column<BoardSummary>[] = [
  {
    key: 'name',
    title: words.columns.name,
    sortBy: ({ name }) => name,
    render: ({ id, name }) => (
      <Link href={pagePath('boards', id)} className="obs-foreign">
        {name}
      </Link>
    ),
  },
  {
    key: 'description',
    title: words.columns.description,
    isWideOnly: true,
    render: ({ description }) => <span className="obs-foreign">{description}</span>,
  },
  {
    key: 'panels',
    title: words.columns.panels,
    isFigure: true,
    sortBy: ({ panels }) => panels,
    render: ({ panels }) => panels,
  },
  {
    key: 'updated',
    title: words.columns.updated,
    isFigure: true,
    sortBy: ({ updated_at }) => updated_at,
    render: ({ updated_at }) => <Ago time={updated_at} />,
  },
  {
    key: 'by',
    title: words.columns.by,
    isWideOnly: true,
    render: ({ updated_by }) => <span className="obs-foreign">{updated_by}</span>,
  },
];

/** The dashboards of the project, and how to make one. */
export function BoardList() {
  const boards = useHubQuery(boardsQuestion);
  const rights = useRights();
  const mayChange = rights?.scopes.includes('operate') ?? false;
  const [isMaking, setMaking] = useState(false);
  const makeButton = mayChange && (
    <button type="button" className="obs-button is-primary" onClick={() => setMaking(true)}>
      <Icon name="plus" />
      {words.make}
    </button>
  );
  return (
    <>
      <PageHead title={words.title}>{boards.data?.length ? makeButton : null}</PageHead>
      <Answer query={boards}>
        {(list) =>
          list.length === 0 ? (
            <EmptyNote level={2} title={words.empty}>
              <p>{words.emptyText}</p>
              {makeButton ? <div>{makeButton}</div> : rights && <p>{words.readOnly}</p>}
            </EmptyNote>
          ) : (
            <>
              <p className="obs-board-lead">{words.lead}</p>
              <div className="obs-card obs-board-list">
                <DataTable label={words.list} columns={columns} rows={list} keyOf={({ id }) => id} />
              </div>
            </>
          )
        }
      </Answer>
      {isMaking && <NewBoardDialog onClose={() => setMaking(false)} />}
    </>
  );
}

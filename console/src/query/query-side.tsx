import { Icon } from '../parts/icon.tsx';
import { queryTexts } from '../texts/query.ts';
import { sqlSchema } from './sql-schema.ts';

const words = queryTexts.side;

interface QuerySideProps {
  readonly history: readonly string[];
  readonly onForget: () => void;
  /** Takes a text into the editor; `runs` starts it as well. */
  readonly onTake: (sql: string, runs: boolean) => void;
}

/** What can be asked: examples, what was asked before, the views with their columns. */
export function QuerySide({ history, onForget, onTake }: QuerySideProps) {
  return (
    <aside className="obs-query-side">
      <details open>
        <summary>{words.examples}</summary>
        <ul>
          {queryTexts.examples.map(({ title, sql }) => (
            <li key={title}>
              <button type="button" className="obs-query-pick" onClick={() => onTake(sql, true)}>
                {title}
              </button>
            </li>
          ))}
        </ul>
      </details>
      <details open>
        <summary>{words.history}</summary>
        {history.length === 0 ? (
          <p className="obs-field-notes">{words.noHistory}</p>
        ) : (
          <>
            <ul className="obs-query-history">
              {history.map((sql) => (
                <li key={sql}>
                  <button
                    type="button"
                    className="obs-query-pick is-code"
                    title={sql}
                    onClick={() => onTake(sql, false)}
                  >
                    {sql.replace(/\s+/g, ' ')}
                  </button>
                </li>
              ))}
            </ul>
            <button type="button" className="obs-button is-quiet" onClick={onForget}>
              <Icon name="trash" />
              {words.forget}
            </button>
          </>
        )}
      </details>
      <details>
        <summary>{words.views}</summary>
        <p className="obs-field-notes">{words.viewsNote}</p>
        {Object.entries(sqlSchema).map(([view, columns]) => (
          <details key={view} className="obs-query-view">
            <summary>{view}</summary>
            <p className="obs-query-columns">{columns.join(', ')}</p>
          </details>
        ))}
      </details>
    </aside>
  );
}

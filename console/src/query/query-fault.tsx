import { Problem } from '../hub/problem.ts';
import { queryTexts as words } from '../texts/query.ts';
import { sqlFaultPlace } from './run-sql.ts';

/** Says why a statement could not be run, where it is wrong, and what to do. */
export function QueryFault({ sql, error }: { sql: string; error: Error }) {
  const place = sqlFaultPlace(error);
  const before = sql.slice(0, place ?? 0).split('\n');
  const hint = error instanceof Problem ? words.hints[error.code] : undefined;
  return (
    <section className="obs-query-fault" role="alert">
      <h2>{words.problem}</h2>
      <p className="obs-foreign">
        {place !== null && <b>{words.atPlace(before.length, (before.at(-1)?.length ?? 0) + 1)}: </b>}
        {error.message}
      </p>
      {hint && <p>{hint}</p>}
    </section>
  );
}

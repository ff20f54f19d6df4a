import { useHub } from '../hub/hub-context.tsx';
import { Problem } from '../hub/problem.ts';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { texts } from '../texts/common.ts';
import { Icon } from './icon.tsx';

interface Wording {
  readonly title: string;
  readonly text: string;
}

/** Not a thing that is not there, but a whole question that the hub has no answer to. */
const isRouteLacking = ({ message }: Problem) =>
  message.startsWith('There is no ') && message.includes('/openapi.json');

function wordingOf(problem: Problem, hubUrl: string): Wording {
  const words = texts.problems;
  switch (problem.code) {
    case 'unreachable':
      if (!navigator.onLine) return { title: words.offlineTitle, text: words.offline };
      return { title: words.unreachableTitle, text: words.unreachable(hubUrl || window.location.origin) };
    case 'OBS_EXECUTION_NOT_FOUND':
      return { title: words.notFoundTitle, text: words.notFound };
    case 'OBS_FORBIDDEN':
      return { title: words.forbiddenTitle, text: words.forbidden(problem.message) };
    case 'OBS_NOT_FOUND':
      return isRouteLacking(problem)
        ? { title: words.lacksTitle, text: words.lacks(problem.message) }
        : { title: words.otherTitle, text: words.detail(problem.code, problem.message) };
    case 'OBS_STORE_UNAVAILABLE':
      return { title: words.storeTitle, text: words.store };
    default:
      return { title: words.otherTitle, text: words.detail(problem.code, problem.message) };
  }
}

/** Says why something could not be had, and what to do about it. */
export function ProblemNote({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { url } = useHub();
  const problem =
    error instanceof Problem
      ? error
      : new Problem('unexpected', 0, error instanceof Error ? error.message : String(error));
  const { title, text } = wordingOf(problem, url);
  return (
    <section className="obs-note" role="alert">
      <Icon name="warn" className="obs-note-icon" />
      <h2>{title}</h2>
      <p>{text}</p>
      <div className="obs-note-actions">
        <button type="button" className="obs-button" onClick={onRetry}>
          {texts.tryAgain}
        </button>
        {problem.status === 404 && (
          <Link href={pagePath('executions')} className="obs-button">
            {texts.problems.toList}
          </Link>
        )}
      </div>
    </section>
  );
}

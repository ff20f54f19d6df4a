import { executionQuestion } from '../hub/queries.ts';
import type { ExecutionDetail } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatClockSeconds, toMs } from '../lib/format-time.ts';
import { briefText } from '../lib/visible-text.ts';
import { wordOf } from '../lib/word-of.ts';
import { Answer } from '../parts/answer.tsx';
import { Panel } from '../parts/panel.tsx';
import { Link } from '../place/link.tsx';
import { executionPath } from '../place/route.ts';
import { texts } from '../texts/common.ts';
import { errorsTexts } from '../texts/errors.ts';
import { linesBehind } from './lines-behind.ts';

const words = errorsTexts.group;
/** The newest run of a cause: its stack and the log lines behind it. */
export function ExampleRun({ id }: { id: string }) {
  const detail = useHubQuery(executionQuestion(id), { goodForMs: 60_000 });
  return (
    <Panel
      title={words.example}
      actions={
        <>
          <Link href={`${executionPath(id)}?tab=logs`} className="obs-button">
            {words.allLogs}
          </Link>
          <Link href={executionPath(id)} className="obs-button">
            {words.openExample}
          </Link>
        </>
      }
    >
      <Answer query={detail}>{(data) => <Behind detail={data} />}</Answer>
    </Panel>
  );
}

function Behind({ detail: { logs } }: { detail: ExecutionDetail }) {
  const lines = linesBehind(logs);
  if (lines.length === 0) return <p>{words.noLogs}</p>;
  return (
    <>
      <h3>{words.logs}</h3>
      <ol className="obs-log-lines">
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id, and do not move
          <li key={index} className={`obs-log-line is-${line.severity}`}>
            <time dateTime={line.time}>{formatClockSeconds(toMs(line.time))}</time>
            <span className="obs-log-level">{wordOf(texts.severity, line.severity)}</span>
            <span className="obs-foreign">{briefText(line.message)}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

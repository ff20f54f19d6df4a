import type { Alert } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { Panel } from '../parts/panel.tsx';
import { usePlace } from '../place/place-context.tsx';
import { alertsTexts } from '../texts/alerts.ts';
import { runbookQuestion } from './alerts-questions.ts';
import { RunbookText } from './runbook-text.tsx';

const words = alertsTexts.one;

/** What to do about an alert: the hub's runbook of it, or the way to another. */
export function RunbookPanel({ alert: { runbook, annotations } }: { alert: Alert }) {
  const elsewhere = annotations.runbook_url;
  if (runbook !== null) return <OwnRunbook path={runbook} />;
  return (
    <Panel title={words.runbook}>
      {elsewhere && /^https?:/.test(elsewhere) ? (
        <a href={elsewhere} target="_blank" rel="noreferrer">
          {words.runbookElsewhere}
        </a>
      ) : (
        <p>{words.runbookNone}</p>
      )}
    </Panel>
  );
}

function OwnRunbook({ path }: { path: string }) {
  const place = usePlace();
  const runbook = useHubQuery(runbookQuestion(path), { goodForMs: Number.POSITIVE_INFINITY });
  return (
    <Panel
      title={words.runbook}
      actions={
        <a href={place.href(path)} target="_blank" rel="noreferrer">
          {words.runbookAlone}
        </a>
      }
    >
      <Answer query={runbook}>{(html) => <RunbookText html={html} />}</Answer>
    </Panel>
  );
}

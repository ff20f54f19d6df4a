import { useState } from 'react';
import { useRights } from '../access/use-rights.ts';
import { dataOf } from '../hub/client.ts';
import type { Alert } from '../hub/types.ts';
import { useHubAction } from '../hub/use-hub-query.ts';
import type { ActionRequest } from '../offline/action-queue.ts';
import { useQueuedAction } from '../offline/use-queued-action.ts';
import { classNames } from '../parts/class-names.ts';
import { alertsTexts } from '../texts/alerts.ts';
import { alertsKey } from './alerts-questions.ts';
import type { Matcher } from './matcher.ts';
import { SilenceDialog } from './silence-dialog.tsx';

const words = alertsTexts.act;
const refreshes = [alertsKey, ['silences']];

/** What can be done about an alert. What is sent later, where the hub is away, can be done twice without harm. */
export function AlertActions({ alert }: { alert: Alert }) {
  const { id, name, state, silence_id } = alert;
  const rights = useRights();
  const [isSilencing, setSilencing] = useState(false);
  const path = `/api/v1/alerts/${encodeURIComponent(id)}`;
  const act = useQueuedAction<ActionRequest>((request) => request, refreshes);
  const endSilence = useHubAction(
    (hub, silence: string) =>
      dataOf(hub.api.DELETE('/api/v1/silences/{id}', { params: { path: { id: silence } } })),
    refreshes,
  );
  if (rights && !rights.scopes.includes('operate'))
    return <p className="obs-card-note">{words.notAllowed}</p>;
  if (state === 'resolved') return null;
  const send = (title: string, method: ActionRequest['method'], to: string) => () =>
    act.mutate({ method, path: to, body: method === 'POST' ? {} : undefined, title: `${title}: ${name}` });
  const fault = act.error ?? endSilence.error;
  return (
    <div className="obs-alert-actions">
      {state === 'acknowledged' ? (
        <Act
          word={words.unacknowledge}
          title={words.unacknowledgeTitle}
          onClick={send(words.unacknowledge, 'DELETE', `${path}/acknowledge`)}
        />
      ) : (
        <Act
          word={words.acknowledge}
          title={words.acknowledgeTitle}
          isPrimary
          onClick={send(words.acknowledge, 'POST', `${path}/acknowledge`)}
        />
      )}
      {silence_id === null ? (
        <Act word={words.silence} title={words.silenceTitle} onClick={() => setSilencing(true)} />
      ) : (
        <Act
          word={words.endSilence}
          isBusy={endSilence.isPending}
          onClick={() => endSilence.mutate(silence_id)}
        />
      )}
      <Act
        word={words.resolve}
        title={words.resolveTitle}
        onClick={send(words.resolve, 'POST', `${path}/resolve`)}
      />
      {act.data === 'waiting' && <span role="status">{words.waiting}</span>}
      {fault && <span role="alert">{words.failed(fault.message)}</span>}
      {isSilencing && (
        <SilenceDialog
          title={alertsTexts.silence.title(name)}
          start={labelMatchers(alert)}
          onClose={() => setSilencing(false)}
        />
      )}
    </div>
  );
}

interface ActProps {
  readonly word: string;
  /** What comes of it. */
  readonly title?: string;
  readonly isPrimary?: boolean;
  readonly isBusy?: boolean;
  readonly onClick: () => void;
}

function Act({ word, title, isPrimary, isBusy, onClick }: ActProps) {
  return (
    <button
      type="button"
      className={classNames('obs-button', isPrimary && 'is-primary')}
      title={title}
      disabled={isBusy}
      onClick={onClick}
    >
      {word}
    </button>
  );
}

/** All labels of an alert but its project, which is the hub's to say. */
const labelMatchers = ({ labels }: Alert): readonly Matcher[] =>
  Object.entries(labels)
    .filter(([name]) => name !== 'project')
    .map(([name, value]) => ({ name, op: '=', value }));

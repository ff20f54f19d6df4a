import '../styles/notices.css';
import { useEffect, useReducer, useState } from 'react';
import { firingQuestion } from '../dashboard/dashboard-questions.ts';
import { useLiveAnswer } from '../hooks/live-answer.ts';
import type { Alert } from '../hub/types.ts';
import { Icon } from '../parts/icon.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { alertsTexts } from '../texts/alerts.ts';
import { AlertState } from './alert-state.tsx';
import { closeNotice, type Noticed, nothingNoticed, noticeAlerts } from './notice-alerts.ts';

const words = alertsTexts.notices;
const SHOWN_MS = 15_000;

type Step =
  | { readonly kind: 'told'; readonly firing: readonly Alert[]; readonly isQuiet: boolean }
  | { readonly kind: 'closed'; readonly id: string };

const follow = (noticed: Noticed<Alert>, step: Step) =>
  step.kind === 'told' ? noticeAlerts(noticed, step.firing, step.isQuiet) : closeNotice(noticed, step.id);

/**
 * Tells of alerts that begin while the page is open, wherever in it the reader is.
 * @param isQuiet the page shows alerts anyway
 */
export function NewAlerts({ isQuiet }: { readonly isQuiet: boolean }) {
  // The overview's list of what needs somebody asks the same: one answer is both's.
  const { data } = useLiveAnswer(firingQuestion, { topics: ['alerts'], atMostEveryMs: 500 });
  const alerts = data?.alerts;
  const [{ shown }, tell] = useReducer(follow, nothingNoticed);
  useEffect(() => {
    if (alerts) tell({ kind: 'told', firing: alerts, isQuiet });
  }, [alerts, isQuiet]);
  return (
    <div className="obs-notices" role="status" aria-label={words.label}>
      {shown.map((alert) => (
        <NewAlert key={alert.id} alert={alert} onClose={() => tell({ kind: 'closed', id: alert.id })} />
      ))}
    </div>
  );
}

function NewAlert({ alert, onClose }: { readonly alert: Alert; readonly onClose: () => void }) {
  const { id, name, severity, summary } = alert;
  const [isHeld, setHeld] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: who closes it is another function with each rendering
  useEffect(() => {
    if (isHeld) return;
    // Not while nobody sees the page.
    const timer = setInterval(() => !document.hidden && onClose(), SHOWN_MS);
    return () => clearInterval(timer);
  }, [isHeld]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done by it; it stays while it is read
    <div
      className={`obs-notice is-${severity}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <AlertState alert={alert} />
      <button
        type="button"
        className="obs-icon-button"
        aria-label={words.close(name)}
        title={words.close(name)}
        onClick={onClose}
      >
        <Icon name="close" />
      </button>
      <Link href={pagePath('alerts', id)} className="obs-notice-name obs-foreign">
        {name}
      </Link>
      {summary !== null && <p className="obs-notice-summary obs-foreign">{summary}</p>}
    </div>
  );
}

import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useNow } from '../../hooks/use-now.ts';
import { Icon } from '../../parts/icon.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Ago } from '../../parts/time.tsx';
import { Link } from '../../place/link.tsx';
import { overviewTexts } from '../../texts/overview.ts';
import {
  budgetsQuestion,
  diskQuestion,
  failuresQuestion,
  firingQuestion,
  stuckQuestion,
  systemQuestion,
} from '../dashboard-questions.ts';
import { type Attention as Found, findAttention } from '../find-attention.ts';
import { type DashboardPanelProps, usePanelRange } from '../panel-range.ts';
import { usePanelAnswer } from '../use-panel-answer.ts';

const words = overviewTexts.attention;
const MINUTE_MS = 60_000;
const alertTopic = ['alerts'] as const;
/** More than can be looked at now are behind a button. */
const FIRST = 5;

/** What needs somebody now, the worst first, each with its reason and where to look. */
export function Attention({ range }: DashboardPanelProps) {
  const { query, range: chosen } = usePanelRange(range);
  const answers = {
    alerts: usePanelAnswer(firingQuestion, { topics: alertTopic }),
    stuck: usePanelAnswer(stuckQuestion(query), { range: chosen }),
    failures: usePanelAnswer(failuresQuestion(query), { range: chosen }),
    budgets: usePanelAnswer(budgetsQuestion, { busyMs: MINUTE_MS, quietMs: MINUTE_MS }),
    disk: usePanelAnswer(diskQuestion, { busyMs: 10 * MINUTE_MS, quietMs: 10 * MINUTE_MS }),
    system: usePanelAnswer(systemQuestion, { busyMs: MINUTE_MS, quietMs: MINUTE_MS }),
  };
  const now = useNow(MINUTE_MS);
  const found = findAttention(
    {
      alerts: answers.alerts.data?.alerts,
      stuck: answers.stuck.data,
      failures: answers.failures.data?.groups,
      budgets: answers.budgets.data?.budgets,
      disk: answers.disk.data,
      integrations: answers.system.data?.integrations,
    },
    now,
  );
  const all = Object.entries(answers) as [keyof typeof answers, UseQueryResult][];
  const unknown = all.filter(([, { data, isError }]) => isError && data === undefined);
  const isWaiting = all.some(([, { isPending }]) => isPending);
  const isDark = unknown.length === all.length;
  return (
    <Panel title={words.title} note={found.length > 0 ? words.items(found.length) : undefined}>
      {isDark && (
        <ProblemNote
          error={answers.alerts.error}
          onRetry={() => {
            for (const [, answer] of all) void answer.refetch();
          }}
        />
      )}
      {found.length > 0 && <AttentionList found={found} />}
      {found.length === 0 && isWaiting && <Skeleton lines={5} />}
      {found.length === 0 && !isWaiting && unknown.length === 0 && (
        <div className="obs-calm">
          <Icon name="completed" />
          <p>{words.calm}</p>
          <p className="obs-card-note">{words.calmNote}</p>
        </div>
      )}
      {unknown.length > 0 && !isDark && (
        <p className="obs-card-note">{words.unknown(unknown.map(([part]) => words.parts[part]))}</p>
      )}
    </Panel>
  );
}

function AttentionList({ found }: { found: readonly Found[] }) {
  const [all, setAll] = useState(false);
  const more = found.length - FIRST;
  return (
    <ul className="obs-attention">
      {(all ? found : found.slice(0, FIRST)).map(({ key, severity, title, reason, href, since }) => (
        <li key={key}>
          <Link href={href} className={`obs-attention-item is-${severity}`}>
            <span className="obs-attention-sign">
              <Icon name={severity === 'note' ? 'events' : 'warn'} />
              <span className="obs-sr-only">{words.severity[severity]}</span>
            </span>
            <span className="obs-attention-title obs-foreign">{title}</span>
            <span className="obs-attention-since">{since !== null && <Ago time={since} />}</span>
            <span className="obs-attention-reason obs-foreign">{reason}</span>
          </Link>
        </li>
      ))}
      {more > 0 && (
        <li>
          <button
            type="button"
            className="obs-button is-quiet"
            aria-expanded={all}
            onClick={() => setAll(!all)}
          >
            {all ? words.fewer : words.more(more)}
          </button>
        </li>
      )}
    </ul>
  );
}

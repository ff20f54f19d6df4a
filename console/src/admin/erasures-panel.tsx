import { useState } from 'react';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatExactCount } from '../lib/format-number.ts';
import { wordOf } from '../lib/word-of.ts';
import { Answer } from '../parts/answer.tsx';
import { Panel } from '../parts/panel.tsx';
import { Ago } from '../parts/time.tsx';
import { adminTexts } from '../texts/admin.ts';
import { erasuresQuestion } from './admin-questions.ts';
import type { Erasure } from './admin-types.ts';

const words = adminTexts.erasures;
const BUSY_MS = 2_000;
const QUIET_MS = 30_000;

/** Erasures of users: how far each is, what it deleted, what is elsewhere. */
export function ErasuresPanel() {
  const [everyMs, setEveryMs] = useState(QUIET_MS);
  const erasures = useHubQuery(erasuresQuestion, { everyMs });
  const wanted = erasures.data?.some(({ state }) => state !== 'done') ? BUSY_MS : QUIET_MS;
  if (wanted !== everyMs) setEveryMs(wanted);
  return (
    <Panel title={words.title}>
      <Answer query={erasures}>
        {(all) =>
          all.length === 0 ? (
            <p>{words.none}</p>
          ) : (
            <ul className="obs-erasures">
              {all.map((erasure) => (
                <OneErasure key={erasure.id} erasure={erasure} />
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
}

function OneErasure({ erasure }: { erasure: Erasure }) {
  const { state, deleted, waiting_traces, requested_by, requested_at, elsewhere } = erasure;
  const parts = Object.entries(deleted).filter(([, number]) => number > 0);
  return (
    <li>
      <p>
        <b>{wordOf(words.states, state)}</b> <Ago time={requested_at} />, {words.by}{' '}
        <span className="obs-foreign">{requested_by}</span>
        {waiting_traces > 0 && `; ${words.waiting(formatExactCount(waiting_traces))}`}
      </p>
      <p>
        {parts.length === 0
          ? words.nothingYet
          : parts
              .map(([kind, number]) => `${formatExactCount(number)} ${kind.replaceAll('_', ' ')}`)
              .join(', ')}
      </p>
      <details>
        <summary>{words.elsewhere}</summary>
        <dl className="obs-pairs">
          {Object.entries(elsewhere).map(([where, text]) => (
            <div key={where}>
              <dt>{where}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}

import type { FleetHealth } from '../../hub/types.ts';
import { formatDuration } from '../../lib/format-duration.ts';
import { formatShare } from '../../lib/format-number.ts';
import { wordOf } from '../../lib/word-of.ts';
import { Answer } from '../../parts/answer.tsx';
import { Panel } from '../../parts/panel.tsx';
import { overviewTexts } from '../../texts/overview.ts';
import { rangeWords } from '../../time-range/time-range-picker.tsx';
import { healthQuestion } from '../dashboard-questions.ts';
import type { HealthPart } from '../dashboard-types.ts';
import { Meter } from '../meter.tsx';
import { type DashboardPanelProps, useMinutesUpToNow } from '../panel-range.ts';
import { usePanelAnswer } from '../use-panel-answer.ts';

const words = overviewTexts.health;

/** The fleet's score of 0–100, and what takes points away. */
export function Health({ range }: DashboardPanelProps) {
  const minutes = useMinutesUpToNow(range);
  const answer = usePanelAnswer(healthQuestion(minutes));
  return (
    <Panel title={words.title} note={rangeWords({ kind: 'last', minutes })}>
      <Answer query={answer} lines={6}>
        {({ health }) => <Score health={health} />}
      </Answer>
    </Panel>
  );
}

function Score({ health }: { health: FleetHealth['health'] }) {
  const { overall, executions } = health;
  const ended = executions.total - executions.running;
  return (
    <div className={`obs-fleet-health is-${overall.status}`}>
      <div className="obs-fleet-health-head">
        <Ring score={overall.score} />
        <div>
          <p className="obs-fleet-health-status">{wordOf(words.status, overall.status)}</p>
          <p className="obs-card-note">
            {overall.trend.previousScore === null
              ? words.noTrend
              : words.trend(overall.score - overall.trend.previousScore)}
          </p>
        </div>
      </div>
      {ended <= 0 && executions.completed + executions.failed === 0 ? (
        <p className="obs-card-note">{words.nothingEnded}</p>
      ) : (
        <ul className="obs-fleet-health-parts">
          {overall.composition.map((part) => (
            <Part key={part.part} part={part} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Ring({ score }: { score: number }) {
  return (
    <svg className="obs-fleet-health-ring" viewBox="0 0 80 80" role="img" aria-label={words.score(score)}>
      <circle className="obs-fleet-health-track" cx="40" cy="40" r="34" pathLength="100" />
      <circle
        className="obs-fleet-health-arc"
        cx="40"
        cy="40"
        r="34"
        pathLength="100"
        strokeDasharray={`${score} 100`}
        transform="rotate(-90 40 40)"
      />
      <text x="40" y="48" textAnchor="middle">
        {score}
      </text>
    </svg>
  );
}

function Part({ part }: { part: HealthPart }) {
  const lost = part.of - part.points;
  const points = words.points(part.points.toFixed(0), part.of.toFixed(0));
  return (
    <li>
      <div className="obs-fleet-health-line">
        <span>{words.parts[part.part]}</span>
        <span className={lost >= 0.5 ? 'obs-figure is-lost' : 'obs-figure'} title={part.meaning}>
          {points}
        </span>
      </div>
      <Meter share={part.points / part.of} />
      <p className="obs-card-note">{reasonOf(part)}</p>
    </li>
  );
}

/** What the points of a part come from, with the figure that counts and its threshold. */
function reasonOf({ part, value, threshold, meaning }: HealthPart): string {
  if (value === null) return meaning;
  if (part === 'success') return words.reasons.success(formatShare(value));
  if (part === 'errors') return words.reasons.errors(formatShare(value), formatShare(threshold ?? 0));
  return words.reasons.duration(formatDuration(value), formatDuration(threshold ?? 0));
}

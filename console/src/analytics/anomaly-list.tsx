import type { Anomaly } from '../hub/types.ts';
import { wordOf } from '../lib/word-of.ts';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { analyticsTexts } from '../texts/analytics.ts';
import { anomalyMetric, anomalySubject, anomalyTime, explainAnomaly } from './anomaly-words.ts';

const words = analyticsTexts.anomalies;

const linkOf = ({ agent, model }: Anomaly['subject']) => {
  if (agent !== null) return pagePath('agents', agent);
  return model === null ? null : `${pagePath('cost')}?${new URLSearchParams({ model })}`;
};

/** Anomalies, each with what it was against what is usual. */
export function AnomalyList({ anomalies }: { readonly anomalies: readonly Anomaly[] }) {
  return (
    <ul className="obs-anomalies">
      {anomalies.map((anomaly) => {
        const { metric, start, severity, score } = anomaly;
        const subject = anomalySubject(anomaly);
        const href = linkOf(anomaly.subject);
        return (
          <li key={`${metric} ${subject} ${start}`} className={`obs-anomaly is-${severity}`}>
            <div className="obs-anomaly-head">
              <span className="obs-anomaly-severity" title={words.score(score.toFixed(1))}>
                {wordOf(words.severities, severity)}
              </span>
              {href === null ? (
                <b>{subject}</b>
              ) : (
                <Link href={href} className="obs-foreign">
                  {subject}
                </Link>
              )}
              <span>
                {wordOf(words.kinds, anomaly.kind)}: {anomalyMetric(anomaly)}
              </span>
            </div>
            <p>{explainAnomaly(anomaly)}</p>
            <p className="obs-card-note">{anomalyTime(anomaly)}</p>
          </li>
        );
      })}
    </ul>
  );
}

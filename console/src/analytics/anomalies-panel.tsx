import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { AnomalyReport } from '../hub/types.ts';
import { Answer } from '../parts/answer.tsx';
import { Panel } from '../parts/panel.tsx';
import { analyticsTexts } from '../texts/analytics.ts';
import { texts } from '../texts/common.ts';
import { AnomalyList } from './anomaly-list.tsx';

const words = analyticsTexts.anomalies;
const MOST_AT_FIRST = 4;

/** What was out of the usual, each with why. */
export function AnomaliesPanel({ answer }: { readonly answer: UseQueryResult<AnomalyReport> }) {
  const [isAll, setAll] = useState(false);
  return (
    <Panel title={words.title}>
      <Answer query={answer}>
        {({ anomalies, reason, judged, left_out }) => {
          if (anomalies.length === 0) return <p className="is-absent">{reason ?? words.none(judged)}</p>;
          const shown = isAll ? anomalies : anomalies.slice(0, MOST_AT_FIRST);
          return (
            <>
              <AnomalyList anomalies={shown} />
              {shown.length < anomalies.length && (
                <button type="button" className="obs-button" onClick={() => setAll(true)}>
                  {texts.showMore(anomalies.length - shown.length)}
                </button>
              )}
              {left_out > 0 && <p className="obs-card-note">{words.leftOut(left_out)}</p>}
            </>
          );
        }}
      </Answer>
    </Panel>
  );
}

import { useMemo } from 'react';
import { PercentilesOverTime } from '../dashboard/percentiles-over-time.tsx';
import type { Analytics, Anomaly } from '../hub/types.ts';
import { Panel } from '../parts/panel.tsx';
import { analyticsTexts as words } from '../texts/analytics.ts';
import { anomalyMarks } from './anomaly-marks.ts';

interface ResponseCourseProps {
  readonly times: Analytics['response_times'];
  readonly anomalies: readonly Anomaly[];
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

/** Percentiles of how long runs took over time, with what was out of the usual. */
export function ResponseCourse({ times, anomalies, onZoom }: ResponseCourseProps) {
  const marks = useMemo(() => anomalyMarks(anomalies, ['duration']), [anomalies]);
  return (
    <Panel className="is-whole" title={words.percentilesOverTime}>
      <PercentilesOverTime times={times} marks={marks} onZoom={onZoom} />
    </Panel>
  );
}

import { Answer } from '../../parts/answer.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Link } from '../../place/link.tsx';
import { pagePath } from '../../place/route.ts';
import { overviewTexts } from '../../texts/overview.ts';
import { analyticsQuestion } from '../dashboard-questions.ts';
import { type DashboardPanelProps, usePanelRange } from '../panel-range.ts';
import { PercentilesOverTime } from '../percentiles-over-time.tsx';
import { ResponseTimes } from '../response-times.tsx';
import { usePanelAnswer } from '../use-panel-answer.ts';
import { CHART_PX, Volume } from '../volume.tsx';

const words = overviewTexts.performance;

/** How many executions began, and how long they took. */
export function Performance({ range }: DashboardPanelProps) {
  const { query, range: chosen, setRange } = usePanelRange(range);
  const analytics = usePanelAnswer(analyticsQuestion(query), { range: chosen });
  return (
    <Panel title={words.title} actions={<Link href={pagePath('analytics')}>{overviewTexts.all}</Link>}>
      <div className="obs-three">
        <Volume range={range} />
        <div>
          <h3 className="obs-two-title">{words.course}</h3>
          <Answer query={analytics} lines={7}>
            {({ response_times }) => (
              <PercentilesOverTime
                times={response_times}
                height={CHART_PX}
                onZoom={(fromMs, toMs) => setRange({ kind: 'between', fromMs, toMs })}
              />
            )}
          </Answer>
        </div>
        <div>
          <h3 className="obs-two-title">{words.response}</h3>
          <Answer query={analytics} lines={7}>
            {({ response_times }) => <ResponseTimes times={response_times} />}
          </Answer>
        </div>
      </div>
    </Panel>
  );
}

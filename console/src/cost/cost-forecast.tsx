import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatDollars } from '../lib/format-number.ts';
import { Answer } from '../parts/answer.tsx';
import { Panel } from '../parts/panel.tsx';
import { costTexts } from '../texts/cost.ts';
import { costForecastQuestion } from './cost-questions.ts';

const words = costTexts.forecast;

/** What the next day is expected to cost. */
export function CostForecast() {
  const forecast = useHubQuery(costForecastQuestion, { goodForMs: 60_000 });
  return (
    <Panel title={words.title}>
      <Answer query={forecast} lines={2}>
        {({ predicted, low, high, reason }) =>
          predicted === null ? (
            <p>{words.none(reason ?? '')}</p>
          ) : (
            <>
              <p className="obs-tile-value">{formatDollars(predicted)}</p>
              {low !== null && high !== null && <p>{words.range(formatDollars(low), formatDollars(high))}</p>}
            </>
          )
        }
      </Answer>
    </Panel>
  );
}

import type { Analytics } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, formatShare } from '../lib/format-number.ts';
import { Tile } from '../parts/tile.tsx';
import { analyticsTexts } from '../texts/analytics.ts';
import { texts } from '../texts/common.ts';

const words = analyticsTexts.kpis;
const share = (value: number | null) => (value === null ? texts.none : formatShare(value));
const duration = (ms: number | null) => (ms === null ? texts.none : formatDuration(ms));

/** The figures of a range: events, agents, errors, response, sessions, alerts. */
export function AnalyticsTiles({ data }: { readonly data: Analytics }) {
  return (
    <section className="obs-tiles is-even" aria-label={words.label}>
      <Tile title={words.events} value={formatCount(data.total_events)} note={words.eventsNote} />
      <Tile title={words.agents} value={formatCount(data.active_agents)} />
      <Tile
        title={words.errors}
        value={share(data.error_rate)}
        aside={words.errorsNote(formatCount(data.error_events))}
        note={words.runsFailed(share(data.execution_failure_rate))}
      />
      <Tile
        title={words.response}
        value={duration(data.average_response_ms)}
        note={words.responseNote(duration(data.response_times.p95_ms))}
      />
      <Tile title={words.sessions} value={formatCount(data.active_sessions)} />
      <Tile
        title={words.alerts}
        value={formatCount(data.alerts_firing)}
        note={words.alertsNote}
        tone={data.alerts_firing > 0 ? 'failed' : undefined}
      />
    </section>
  );
}

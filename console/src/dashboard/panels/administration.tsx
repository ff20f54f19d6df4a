import { useRights } from '../../access/use-rights.ts';
import { dataOf } from '../../hub/client.ts';
import type { FleetHealth } from '../../hub/types.ts';
import { useHubAction } from '../../hub/use-hub-query.ts';
import { formatBytes } from '../../lib/format-bytes.ts';
import { formatDuration } from '../../lib/format-duration.ts';
import { formatCount } from '../../lib/format-number.ts';
import { Answer } from '../../parts/answer.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Link } from '../../place/link.tsx';
import { pagePath } from '../../place/route.ts';
import { overviewTexts } from '../../texts/overview.ts';
import { healthQuestion, systemQuestion } from '../dashboard-questions.ts';
import type { SystemOverview } from '../dashboard-types.ts';
import { Pair } from '../pair.tsx';
import { type DashboardPanelProps, useMinutesUpToNow } from '../panel-range.ts';
import { usePanelAnswer } from '../use-panel-answer.ts';

const words = overviewTexts.administration;
const MINUTE_MS = 60_000;

/** The hub itself, the servers beside it and its cache; not there at all for whoever may not administer. */
export function Administration({ range }: DashboardPanelProps) {
  if (!useRights()?.scopes.includes('administer')) return null;
  return <ForAdministrators range={range} />;
}

function ForAdministrators({ range }: DashboardPanelProps) {
  const system = usePanelAnswer(systemQuestion, { busyMs: MINUTE_MS, quietMs: MINUTE_MS });
  const health = usePanelAnswer(healthQuestion(useMinutesUpToNow(range)));
  return (
    <Panel
      title={words.title}
      className="is-administration"
      actions={<Link href={pagePath('admin')}>{words.settings}</Link>}
    >
      <div className="obs-three">
        <Answer query={health} lines={4}>
          {(data) => <HubFacts system={data.system} kept={data.health.total_executions} />}
        </Answer>
        <Answer query={system} lines={4}>
          {({ integrations }) => <Servers integrations={integrations} />}
        </Answer>
        <Cache />
      </div>
    </Panel>
  );
}

function HubFacts({ system, kept }: { system: FleetHealth['system']; kept: number }) {
  return (
    <div>
      <h3 className="obs-two-title">{words.hub}</h3>
      <dl className="obs-pairs">
        <Pair title={words.version}>{system.version}</Pair>
        <Pair title={words.uptime}>{formatDuration(system.uptimeSeconds * 1_000)}</Pair>
        <Pair title={words.memory}>{formatBytes(system.memoryBytes)}</Pair>
        <Pair title={words.stored}>{formatCount(kept)}</Pair>
        <Pair title={words.waiting}>{formatCount(system.foldQueue)}</Pair>
      </dl>
    </div>
  );
}

/** The servers beside the hub, and whether they answer. */
export function Servers({ integrations }: Pick<SystemOverview, 'integrations'>) {
  return (
    <div>
      <h3 className="obs-two-title">{words.integrations}</h3>
      <dl className="obs-pairs is-servers">
        {integrations.map(({ name, configured, reachable, latency_ms, error, page }) => (
          <Pair key={name} title={name}>
            <span className={reachable ? 'is-reachable' : reachable === false ? 'is-away' : 'is-absent'}>
              {!configured
                ? words.notConfigured
                : reachable
                  ? words.reachable(formatDuration(latency_ms ?? 0))
                  : (error ?? words.notConfigured)}
            </span>
            {page !== null && <a href={page}>↗</a>}
          </Pair>
        ))}
      </dl>
    </div>
  );
}

/** Forgets the answers that the hub keeps, so that all is worked out anew. */
export function Cache() {
  const clear = useHubAction(
    (hub) => dataOf(hub.api.POST('/api/observability/health', { body: { action: 'clear_cache' } })),
    [['dashboard-health']],
  );
  return (
    <div>
      <h3 className="obs-two-title">{words.cache}</h3>
      <button
        type="button"
        className="obs-button"
        disabled={clear.isPending}
        onClick={() => clear.mutate(undefined)}
      >
        {words.clear}
      </button>
      <p className="obs-card-note" role="status">
        {clear.data && words.cleared(clear.data.cleared ?? 0)}
      </p>
      {clear.isError && <ProblemNote error={clear.error} onRetry={() => clear.mutate(undefined)} />}
    </div>
  );
}

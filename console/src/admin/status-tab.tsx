import { useMay } from '../access/use-may.ts';
import { systemQuestion } from '../dashboard/dashboard-questions.ts';
import { Pair } from '../dashboard/pair.tsx';
import { Cache, Servers } from '../dashboard/panels/administration.tsx';
import type { HubStatus } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatBytes } from '../lib/format-bytes.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatExactCount } from '../lib/format-number.ts';
import { wordOf } from '../lib/word-of.ts';
import { Answer } from '../parts/answer.tsx';
import { Panel } from '../parts/panel.tsx';
import { adminTexts } from '../texts/admin.ts';
import { texts } from '../texts/common.ts';
import { statusQuestion } from './admin-questions.ts';
import { InstrumentationPanel } from './instrumentation-panel.tsx';
import { WhoPanel } from './who-panel.tsx';

const words = adminTexts.status;
const REFRESH_MS = 5_000;

/** The hub itself: version, queues, database; the servers beside it; what services are instrumented with. */
export function StatusTab() {
  const mayAdminister = useMay('administer');
  const status = useHubQuery(statusQuestion, { everyMs: REFRESH_MS, keepsBefore: true });
  const system = useHubQuery(systemQuestion, { everyMs: 6 * REFRESH_MS });
  return (
    <div className="obs-cards">
      <WhoPanel />
      <Panel title={words.hub}>
        <Answer query={status}>{(data) => <HubFacts status={data} />}</Answer>
      </Panel>
      <Panel title={words.queues} note={words.queuesNote}>
        <Answer query={status}>{(data) => <Queues status={data} />}</Answer>
      </Panel>
      <Panel title={words.database}>
        <Answer query={status}>{(data) => <DatabaseFacts status={data} />}</Answer>
      </Panel>
      <Panel title={words.servers} className="obs-status-part">
        <Answer query={system}>{({ integrations }) => <Servers integrations={integrations} />}</Answer>
      </Panel>
      {mayAdminister && (
        <Panel title={words.cache} className="obs-status-part">
          <p>{words.cacheText}</p>
          <Cache />
        </Panel>
      )}
      <Panel title={words.capabilities} className="is-whole">
        <Answer query={system}>
          {({ capabilities }) => (
            <ul className="obs-capabilities">
              {capabilities.map(({ name, available, detail }) => (
                <li key={name} className={available ? 'is-available' : 'is-missing'}>
                  <b>{wordOf(words.capabilityNames, name)}</b>
                  <span className="obs-sr-only">{available ? words.available : words.missing}</span>
                  <span className="obs-card-note">{detail}</span>
                </li>
              ))}
            </ul>
          )}
        </Answer>
      </Panel>
      <InstrumentationPanel />
    </div>
  );
}

function HubFacts({ status }: { status: HubStatus }) {
  const { version, node, uptime_seconds, memory_bytes, event_loop, streams, prices } = status;
  return (
    <dl className="obs-pairs">
      <Pair title={words.version}>{version}</Pair>
      <Pair title={words.node}>{node}</Pair>
      <Pair title={words.uptime}>{formatDuration(uptime_seconds * 1_000)}</Pair>
      <Pair title={words.memory}>{formatBytes(memory_bytes)}</Pair>
      <Pair title={words.loop}>{formatDuration(event_loop.p99_seconds * 1_000)}</Pair>
      <Pair title={words.streams}>{formatExactCount(streams.open)}</Pair>
      <Pair title={words.prices}>{String(prices.version ?? texts.none)}</Pair>
    </dl>
  );
}

function Queues({ status }: { status: HubStatus }) {
  const { queue, writer, fold, figures, notifications, erasures, live } = status;
  const counted = (value: number | undefined) => (value === undefined ? texts.none : formatExactCount(value));
  return (
    <dl className="obs-pairs">
      <Pair title={words.waitingBytes}>{formatBytes(queue.waiting_bytes + writer.waiting_bytes)}</Pair>
      <Pair title={words.waitingRequests}>{formatExactCount(writer.waiting_requests)}</Pair>
      <Pair title={words.fold}>{counted(fold?.waiting)}</Pair>
      <Pair title={words.figures}>{counted(figures?.waiting)}</Pair>
      <Pair title={words.notices}>{counted(notifications?.waiting)}</Pair>
      <Pair title={words.dead}>{counted(notifications?.dead)}</Pair>
      <Pair title={words.erasures}>{counted(erasures?.waiting)}</Pair>
      <Pair title={words.behind}>{formatExactCount(live.behind_events)}</Pair>
    </dl>
  );
}

function DatabaseFacts({ status: { database, redis, counts, store } }: { status: HubStatus }) {
  return (
    <dl className="obs-pairs">
      <Pair title={words.reached}>{database.up ? words.yes : words.no}</Pair>
      <Pair title={words.store}>{words.stores[store] ?? store}</Pair>
      <Pair title={words.size}>{database.bytes === null ? texts.none : formatBytes(database.bytes)}</Pair>
      <Pair title={words.hubs}>{database.hubs === null ? texts.none : String(database.hubs)}</Pair>
      <Pair title={words.redis}>{redis === null ? words.notSetUp : redis.up ? words.yes : words.no}</Pair>
      {counts && (
        <>
          <Pair title={words.executions}>{formatExactCount(counts.executions)}</Pair>
          <Pair title={words.spans}>{formatExactCount(counts.spans)}</Pair>
          <Pair title={words.events}>{formatExactCount(counts.events)}</Pair>
          <Pair title={words.logs}>{formatExactCount(counts.logs)}</Pair>
        </>
      )}
    </dl>
  );
}

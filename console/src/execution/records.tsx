import { useMemo } from 'react';
import { useLiveEvents } from '../hooks/use-live-events.ts';
import type { ExecutionDetail } from '../hub/types.ts';
import { toMs } from '../lib/format-time.ts';
import { mergeEvents } from '../lib/merge-events.ts';
import type { WaterfallNode } from '../lib/waterfall-tree.ts';
import { Tabs } from '../parts/tabs.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { texts } from '../texts/common.ts';
import { executionTexts } from '../texts/execution.ts';
import { ContentTab } from './content-tab.tsx';
import { conversationOf } from './conversation.ts';
import { EventList } from './event-list.tsx';
import { JudgementsTab } from './judgements-tab.tsx';
import { LogList } from './log-list.tsx';
import { memoryOperations } from './memory-operations.ts';
import { MemoryTab } from './memory-tab.tsx';
import { MessagesTab } from './messages-tab.tsx';
import { SpanList } from './span-list.tsx';
import { StatesTab } from './states-tab.tsx';

const tabKeys = ['events', 'logs', 'messages', 'content', 'states', 'judgements', 'memory', 'spans'] as const;

interface RecordsProps {
  readonly detail: ExecutionDetail;
  readonly nodes: readonly WaterfallNode[];
  /** Only log lines of this step. */
  readonly stepFilter: string | null;
  readonly onStepFilter: (stepId: string | null) => void;
  readonly onSelect: (stepId: string) => void;
}

/** What was recorded besides the steps: events, logs, messages, states, judgements, memory, raw spans. */
export function Records({ detail, nodes, stepFilter, onStepFilter, onSelect }: RecordsProps) {
  const [tab, setTab] = useSearchParam('tab');
  const selected = tabKeys.find((key) => key === tab) ?? 'events';
  const { execution } = detail;
  const live = useLiveEvents(execution.id, execution.status === 'running');
  const events = useMemo(() => mergeEvents(detail.events, live), [detail.events, live]);

  const said = useMemo(() => conversationOf(nodes, detail.spans), [nodes, detail.spans]);
  const memory = useMemo(() => memoryOperations(detail.spans), [detail.spans]);
  const states = events.filter(({ type }) => type === 'snapshot').length;
  const startMs = toMs(execution.started_at);

  return (
    <section id="records" className="obs-section obs-records" aria-label={texts.tabs.label}>
      <Tabs
        label={texts.tabs.label}
        selected={selected}
        onSelect={(key) => setTab(key === 'events' ? null : key)}
        tabs={[
          { key: 'events', title: texts.tabs.events, count: events.length },
          { key: 'logs', title: texts.tabs.logs, count: detail.logs.length },
          { key: 'messages', title: executionTexts.messages.tab, count: said.length },
          { key: 'content', title: texts.tabs.content },
          { key: 'states', title: executionTexts.states.tab, ...(states > 0 ? { count: states } : {}) },
          { key: 'judgements', title: executionTexts.judgements.tab, count: detail.evaluations.length },
          ...(memory.length > 0
            ? [{ key: 'memory' as const, title: executionTexts.memory.tab, count: memory.length }]
            : []),
          { key: 'spans', title: texts.tabs.spans, count: detail.spans.length },
        ]}
      >
        {selected === 'events' && <EventList events={events} startedAt={execution.started_at} />}
        {selected === 'logs' && (
          <>
            <LogSource detail={detail} />
            <LogList
              lines={detail.logs}
              startedAt={execution.started_at}
              step={nodes.find((node) => node.id === stepFilter) ?? null}
              onAllSteps={() => onStepFilter(null)}
            />
          </>
        )}
        {selected === 'messages' && <MessagesTab said={said} startMs={startMs} onSelect={onSelect} />}
        {selected === 'states' && <StatesTab execution={execution} />}
        {selected === 'judgements' && (
          <JudgementsTab executionId={execution.id} evaluations={detail.evaluations} />
        )}
        {selected === 'memory' && <MemoryTab operations={memory} startMs={startMs} onSelect={onSelect} />}
        {selected === 'spans' && <SpanList spans={detail.spans} startedAt={execution.started_at} />}
        {selected === 'content' && <ContentTab input={detail.input} output={detail.output} />}
      </Tabs>
    </section>
  );
}

/** Whose the lines are, and where to read on. */
function LogSource({ detail: { logs_from, links } }: { detail: ExecutionDetail }) {
  const said =
    logs_from.error === null
      ? logs_from.source === 'loki' && executionTexts.logsElsewhere
      : executionTexts.logsFault(logs_from.error);
  if (said === false && links.logs === null) return null;
  return (
    <p className="obs-log-source">
      {said}{' '}
      {links.logs !== null && (
        <a href={links.logs} target="_blank" rel="noreferrer">
          {texts.execution.links.logs}
        </a>
      )}
    </p>
  );
}

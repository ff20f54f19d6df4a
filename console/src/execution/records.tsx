import { useEffect, useMemo, useRef } from 'react';
import { useLiveEvents } from '../hooks/use-live-events.ts';
import type { ExecutionDetail } from '../hub/types.ts';
import { mergeEvents } from '../lib/merge-events.ts';
import type { WaterfallNode } from '../lib/waterfall-tree.ts';
import { Tabs } from '../parts/tabs.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { texts } from '../texts/common.ts';
import { ContentTab } from './content-tab.tsx';
import { EventList } from './event-list.tsx';
import { LogList } from './log-list.tsx';
import { SpanList } from './span-list.tsx';

const tabKeys = ['events', 'logs', 'spans', 'content'] as const;

interface RecordsProps {
  readonly detail: ExecutionDetail;
  readonly nodes: readonly WaterfallNode[];
  /** Only log lines of this step; asking for it opens the logs. */
  readonly stepFilter: string | null;
  readonly onStepFilter: (stepId: string | null) => void;
}

/** What was recorded besides the steps: events, logs, raw spans, input and output. */
export function Records({ detail, nodes, stepFilter, onStepFilter }: RecordsProps) {
  const [tab, setTab] = useSearchParam('tab');
  const selected = tabKeys.find((key) => key === tab) ?? 'events';
  const { execution } = detail;
  const live = useLiveEvents(execution.id, execution.status === 'running');
  const events = useMemo(() => mergeEvents(detail.events, live), [detail.events, live]);

  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (stepFilter === null) return;
    setTab('logs');
    section.current?.scrollIntoView({ block: 'start' });
  }, [stepFilter, setTab]);

  return (
    <section ref={section} id="records" className="obs-section obs-records" aria-label={texts.tabs.label}>
      <Tabs
        label={texts.tabs.label}
        selected={selected}
        onSelect={(key) => setTab(key === 'events' ? null : key)}
        tabs={[
          { key: 'events', title: texts.tabs.events, count: events.length },
          { key: 'logs', title: texts.tabs.logs, count: detail.logs.length },
          { key: 'spans', title: texts.tabs.spans, count: detail.spans.length },
          { key: 'content', title: texts.tabs.content },
        ]}
      >
        {selected === 'events' && <EventList events={events} startedAt={execution.started_at} />}
        {selected === 'logs' && (
          <LogList
            lines={detail.logs}
            startedAt={execution.started_at}
            step={nodes.find((node) => node.id === stepFilter) ?? null}
            onAllSteps={() => onStepFilter(null)}
          />
        )}
        {selected === 'spans' && <SpanList spans={detail.spans} startedAt={execution.started_at} />}
        {selected === 'content' && <ContentTab input={detail.input} output={detail.output} />}
      </Tabs>
    </section>
  );
}

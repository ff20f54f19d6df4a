import { dataOf } from '../hub/client.ts';
import type {
  CriticalPath,
  Execution,
  ExecutionDetail,
  Flame,
  Snapshot,
  SnapshotDifference,
  SpanLine,
} from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';

/** Keys begin with the execution's own, so that they are asked anew as it changes. */
const key = (id: string, ...more: readonly unknown[]) => ['execution', id, ...more] as const;

export const criticalPathQuestion = (id: string): Question<CriticalPath> => ({
  key: key(id, 'critical-path'),
  ask: (hub, signal) =>
    dataOf(hub.api.GET('/api/v1/traces/{id}/critical-path', { params: { path: { id } }, signal })),
});

/** `isMerged`: siblings of one name, kind and service are one frame. */
export const flameQuestion = (id: string, isMerged: boolean): Question<Flame> => ({
  key: key(id, 'flame', isMerged),
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/traces/{id}/flame', {
        params: { path: { id }, query: { merge: isMerged } },
        signal,
      }),
    ),
});

/** Who ran and how it stands, without what takes time to find. */
export const executionHeadQuestion = (id: string): Question<ExecutionDetail> => ({
  key: ['execution-head', id],
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/executions/{id}', { params: { path: { id }, query: { parts: '' } }, signal }),
    ),
});

/** As many as fill several screens: they are drawn while the others are on their way. */
const FIRST_LINES = 2_000;
const LINES_PAGE = 20_000;
/** As many as a page in a browser can still draw. */
const MOST_LINES = 200_000;

/** Spans of a trace by start, a line each. */
export interface SpanLines {
  readonly spans: readonly SpanLine[];
  /** Whether more are on their way. */
  readonly isPart: boolean;
}

/** All spans of a trace; where nothing of it is known yet, its first ones as soon as they are there. */
export const spanLinesQuestion = (id: string): Question<SpanLines> => ({
  key: key(id, 'lines'),
  ask: async (hub, signal) => {
    const spans: SpanLine[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: cursor === undefined ? FIRST_LINES : LINES_PAGE, ...(cursor && { cursor }) };
      const page: { spans: SpanLine[]; next_cursor: string | null } = await dataOf(
        hub.api.GET('/api/v1/executions/{id}/spans', { params: { path: { id }, query }, signal }),
      );
      spans.push(...page.spans);
      cursor = page.next_cursor ?? undefined;
      if (cursor !== undefined)
        hub.queries.setQueryData(
          key(id, 'lines'),
          (known: SpanLines | undefined) => known ?? { spans: [...spans], isPart: true },
        );
    } while (cursor !== undefined && spans.length < MOST_LINES);
    return { spans, isPart: false };
  },
});

/** Snapshots that are fetched before the reader asks for more; a page holds 200 or 8 MiB. */
const MOST_PAGES = 5;

interface Snapshots {
  readonly snapshots: readonly Snapshot[];
  /** Whether there are more than these. */
  readonly isCut: boolean;
}

/** The states that an execution recorded, the first thousand of them. */
export const snapshotsQuestion = (id: string): Question<Snapshots> => ({
  key: key(id, 'snapshots'),
  ask: async (hub, signal) => {
    const snapshots: Snapshot[] = [];
    let from: number | null = 0;
    for (let page = 0; page < MOST_PAGES && from !== null; page += 1) {
      const answer: { snapshots: Snapshot[]; next_from: number | null } = await dataOf(
        hub.api.GET('/api/v1/executions/{id}/snapshots', {
          params: { path: { id }, query: { from, limit: 200 } },
          signal,
        }),
      );
      snapshots.push(...answer.snapshots);
      from = answer.next_from;
    }
    return { snapshots, isCut: from !== null };
  },
});

/** What changed from one snapshot to another, by their sequences. */
export const differenceQuestion = (id: string, from: number, to: number): Question<SnapshotDifference> => ({
  key: key(id, 'difference', from, to),
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/executions/{id}/snapshots/difference', {
        params: { path: { id }, query: { from, to } },
        signal,
      }),
    ),
});

interface OtherRuns {
  /** Of the same name and operation, the one that began last before it. */
  readonly before: Execution | null;
  /** The newest of the same that went well. */
  readonly well: readonly Execution[];
}

const SHOWN_WELL = 3;

/** Runs of the same agent or workflow with which one is worth comparing. */
export const otherRunsQuestion = ({
  id,
  kind,
  name,
  operation,
  started_at,
}: Execution): Question<OtherRuns> => ({
  key: ['other-runs', id],
  ask: async (hub, signal) => {
    const of = operation === null ? {} : { query: `operation:${quoted(operation)}` };
    const list = (query: { to?: string; status?: string; limit: number }) =>
      dataOf(
        hub.api.GET('/api/v1/executions', { params: { query: { kind, name, ...of, ...query } }, signal }),
      );
    const [earlier, well] = await Promise.all([
      list({ to: started_at, limit: 1 }),
      list({ status: 'completed', limit: SHOWN_WELL + 1 }),
    ]);
    return {
      before: earlier.executions[0] ?? null,
      well: well.executions.filter((one) => one.id !== id).slice(0, SHOWN_WELL),
    };
  },
});

/** A text of the query language in its quotes. */
const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

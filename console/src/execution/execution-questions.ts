import { dataOf } from '../hub/client.ts';
import type { Hub } from '../hub/hub.ts';
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

const LINES_PAGE = 20_000;
/** As many as a page in a browser can still draw. */
const MOST_LINES = 200_000;

/** All spans of a trace, a line each. */
export const spanLinesQuestion = (id: string): Question<readonly SpanLine[]> => ({
  key: key(id, 'lines'),
  ask: async (hub, signal) => {
    const lines: SpanLine[] = [];
    let cursor: string | null = null;
    do {
      const query: { limit: number; cursor?: string } = {
        limit: LINES_PAGE,
        ...(cursor === null ? {} : { cursor }),
      };
      const page: { spans: SpanLine[]; next_cursor: string | null } = await dataOf(
        hub.api.GET('/api/v1/executions/{id}/spans', { params: { path: { id }, query }, signal }),
      );
      lines.push(...page.spans);
      cursor = page.next_cursor;
    } while (cursor !== null && lines.length < MOST_LINES);
    return lines;
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

export interface Feedback {
  readonly id: string;
  readonly score?: number;
  readonly label?: string;
  readonly comment?: string;
}

/** Keeps what somebody thinks of an execution. */
export const giveFeedback = (hub: Hub, { id, ...body }: Feedback) =>
  dataOf(hub.api.POST('/api/v1/executions/{id}/feedback', { params: { path: { id } }, body }));

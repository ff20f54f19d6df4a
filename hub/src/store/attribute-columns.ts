import { Attr, type DialectFact } from '@observatory/shim/conventions';
import { sourcesOf } from '../normalise/sources.ts';
import type { AttributeValue } from '../otlp/records.ts';
import { fewValueOf } from './few-values.ts';
import type { StoredFacts } from './stored-facts.ts';

/** Columns of a span's row that may hold an attribute. `execution_id` is hex. */
export interface HoldingColumns {
  readonly operation: string | null;
  readonly label: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly error_type: string | null;
  readonly execution_id: string | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly cache_read_tokens: number | null;
  readonly cache_write_tokens: number | null;
  readonly reasoning_tokens: number | null;
  /** As they are stored. */
  readonly facts: StoredFacts | null;
}

type Column = Exclude<keyof HoldingColumns, 'facts'>;
/** Not the message of an error, which may be sealed. */
type Fact = Exclude<keyof StoredFacts, 'errorMessage'>;

/** Where an attribute may stand again, as observatory_held (migration 0030) names it. */
type Holder = Column | Fact;

const holdersOfFacts: Partial<Record<DialectFact, readonly Holder[]>> = {
  agentName: ['label', 'agentName'],
  workflowName: ['label'],
  toolName: ['label'],
  stepName: ['label'],
  dataSource: ['label'],
  provider: ['provider'],
  requestModel: ['label', 'model'],
  responseModel: ['model', 'label'],
  responseId: ['responseId'],
  inputTokens: ['input_tokens'],
  outputTokens: ['output_tokens'],
  cacheReadTokens: ['cache_read_tokens'],
  cacheWriteTokens: ['cache_write_tokens'],
  reasoningTokens: ['reasoning_tokens'],
  executionOperation: ['executionOperation'],
  userId: ['userId'],
  sessionId: ['sessionId'],
  taskId: ['taskId'],
  conversationId: ['conversationId'],
  workflowId: ['workflowId'],
  errorType: ['error_type'],
};

const holdersOfAttributes: readonly (readonly [string, Holder])[] = [
  [Attr.operationName, 'operation'],
  [Attr.executionId, 'execution_id'],
  [Attr.executionKind, 'executionKind'],
  [Attr.executionParentId, 'parentExecutionId'],
  [Attr.agentVersion, 'agentVersion'],
  [Attr.stepAttempt, 'attempt'],
  [Attr.stepKind, 'stepKind'],
];

const holders: ReadonlyMap<string, readonly Holder[]> = collect();

function collect(): Map<string, Holder[]> {
  const found = new Map<string, Holder[]>();
  const add = (key: string, holder: Holder) => {
    const known = found.get(key);
    if (known === undefined) found.set(key, [holder]);
    else if (!known.includes(holder)) known.push(holder);
  };
  for (const [key, holder] of holdersOfAttributes) add(key, holder);
  for (const [fact, names] of Object.entries(holdersOfFacts))
    for (const source of sourcesOf[fact as DialectFact])
      if (typeof source === 'string') for (const name of names) add(source, name);
  return found;
}

const columns: ReadonlySet<string> = new Set<Column>([
  'operation',
  'label',
  'provider',
  'model',
  'error_type',
  'execution_id',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
]);

const isColumn = (holder: Holder): holder is Column => columns.has(holder);

/**
 * The column or fact of the row that holds just this value of an attribute, else the value as JSON where it is one of few; null
 * where it is any.
 */
export function holderOf(key: string, value: AttributeValue, row: HoldingColumns): string | null {
  const possible = holders.get(key);
  if (possible === undefined || value === null) return fewValueOf(key, value);
  for (const holder of possible)
    if (value === (isColumn(holder) ? row[holder] : row.facts?.[holder])) return holder;
  return fewValueOf(key, value);
}

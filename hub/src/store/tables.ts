/** Columns in the order in which rows are written, and what a second arrival of a row does. */
export interface CopyTable {
  readonly name: string;
  readonly columns: string;
  readonly onConflict: string;
}

const spanKey = ['project', 'trace_id', 'span_id', 'start_time'];
const spanColumns = [
  ...['project', 'start_time', 'trace_id', 'span_id', 'parent_span_id', 'end_time', 'name', 'kind', 'status'],
  ...[
    'status_message',
    'source_id',
    'execution_id',
    'operation',
    'label',
    'provider',
    'model',
    'input_tokens',
  ],
  ...[
    'output_tokens',
    'cache_read_tokens',
    'cache_write_tokens',
    'reasoning_tokens',
    'cost_pico',
    'cost_source',
  ],
  ...['error_type', 'facts', 'attributes', 'events', 'links', 'sealed_by'],
];
const spanValues = spanColumns.filter((column) => !spanKey.includes(column));

/** A span counts once however often it arrives; one that came without its end is replaced by one that has it. */
export const spanTable: CopyTable = {
  name: 'spans',
  columns: spanColumns.join(','),
  onConflict:
    `ON CONFLICT (${spanKey.join(',')}) DO UPDATE SET ` +
    spanValues.map((column) => `${column} = excluded.${column}`).join(', ') +
    ' WHERE spans.end_time IS NULL AND excluded.end_time IS NOT NULL',
};

export const logTable: CopyTable = {
  name: 'logs',
  columns: 'project,time,id,severity,severity_text,body,trace_id,span_id,source_id,attributes,sealed_by',
  onConflict: 'ON CONFLICT DO NOTHING',
};

export const eventTable: CopyTable = {
  name: 'observability_events',
  columns:
    'project,time,id,cursor,type,severity,message,execution_id,trace_id,span_id,step,source_id,attributes,sealed_by',
  onConflict: 'ON CONFLICT DO NOTHING',
};

export const foldQueueTable: CopyTable = {
  name: 'fold_queue',
  columns: 'project,trace_id',
  onConflict: '',
};

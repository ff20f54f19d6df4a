/** Columns in the order in which rows are written, and what a second arrival of a row does; null: there is none. */
export interface CopyTable {
  readonly name: string;
  readonly columns: string;
  readonly onConflict: string | null;
}

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
  ...['error_type', 'facts', 'attributes', 'events', 'links', 'sealed_by', 'shape', 'attribute_values'],
];

/** A span that comes again is stored again, until the fold takes it out: see fold/load-once.ts. */
export const spanTable: CopyTable = {
  name: 'spans',
  columns: spanColumns.join(','),
  onConflict: null,
};

export const logTable: CopyTable = {
  name: 'logs',
  columns: 'project,time,id,severity,severity_text,body,trace_id,span_id,source_id,attributes,sealed_by',
  onConflict: 'ON CONFLICT DO NOTHING',
};

export const eventTable: CopyTable = {
  name: 'observability_events',
  columns:
    'project,time,id,cursor,type,severity,message,execution_id,trace_id,span_id,step,source_id,attributes,sealed_by,agent,shape,attribute_values',
  onConflict: 'ON CONFLICT DO NOTHING',
};

export const foldQueueTable: CopyTable = {
  name: 'fold_queue',
  columns: 'project,trace_id',
  onConflict: null,
};

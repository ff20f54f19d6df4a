/** Columns in the order in which rows are written, and what a second arrival of a row does. */
export interface CopyTable {
  readonly name: string;
  readonly columns: string;
  readonly onConflict: string;
}

/** A span counts once however often it arrives; one that came without its end takes it from a later arrival. */
export const spanTable: CopyTable = {
  name: 'spans',
  columns:
    'project,start_time,trace_id,span_id,parent_span_id,end_time,name,kind,status,status_message,source_id,' +
    'execution_id,operation,label,provider,model,input_tokens,output_tokens,cache_read_tokens,' +
    'cache_write_tokens,reasoning_tokens,cost_pico,cost_source,error_type,facts,attributes,events,links',
  onConflict:
    'ON CONFLICT (project, trace_id, span_id, start_time) DO UPDATE SET end_time = excluded.end_time, ' +
    'status = excluded.status, status_message = excluded.status_message, model = excluded.model, ' +
    'input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens, ' +
    'cache_read_tokens = excluded.cache_read_tokens, cache_write_tokens = excluded.cache_write_tokens, ' +
    'reasoning_tokens = excluded.reasoning_tokens, cost_pico = excluded.cost_pico, ' +
    'cost_source = excluded.cost_source, error_type = excluded.error_type, facts = excluded.facts, ' +
    'attributes = excluded.attributes, events = excluded.events, links = excluded.links ' +
    'WHERE spans.end_time IS NULL AND excluded.end_time IS NOT NULL',
};

export const logTable: CopyTable = {
  name: 'logs',
  columns: 'project,time,id,severity,severity_text,body,trace_id,span_id,source_id,attributes',
  onConflict: 'ON CONFLICT DO NOTHING',
};

export const eventTable: CopyTable = {
  name: 'observability_events',
  columns:
    'project,time,id,cursor,type,severity,message,execution_id,trace_id,span_id,step,source_id,attributes',
  onConflict: 'ON CONFLICT DO NOTHING',
};

export const foldQueueTable: CopyTable = {
  name: 'fold_queue',
  columns: 'project,trace_id',
  onConflict: '',
};

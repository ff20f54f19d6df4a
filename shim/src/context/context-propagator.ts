import {
  type Context,
  createContextKey,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import { guarded } from '../setup/guard.ts';
import { entriesOf, formatBaggage, parseBaggage } from './baggage-header.ts';
import { shimContextOf } from './shim-context.ts';
import { membersOf, ownMembers, readMembers } from './travellers.ts';
import { contextFromCaller } from './with-context.ts';

const HEADER = 'baggage';
/** The key under which OpenTelemetry's SDK marks work of its own, such as exports. */
const suppressed = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/**
 * W3C Baggage that also carries the running execution and the fields of the context, next to `traceparent`.
 * It stands in place of the SDK's own baggage propagator, after the one of the trace context.
 */
export const contextPropagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    if (context.getValue(suppressed) === true) return;
    guarded('sending the context along', () => {
      const entries = entriesOf(propagation.getBaggage(context));
      // What the caller brought may not hold for what runs here.
      for (const name of ownMembers) entries.delete(name);
      const around = shimContextOf(context);
      if (around !== undefined) {
        for (const [name, entry] of membersOf(around, currentConfig().travelling)) entries.set(name, entry);
      }
      const header = entries.size === 0 ? '' : formatBaggage(entries);
      if (header !== '') setter.set(carrier, HEADER, header);
    });
  },

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    return guarded('taking the context of a caller', () => extracted(context, carrier, getter)) ?? context;
  },

  fields: () => [HEADER],
};

function extracted(context: Context, carrier: unknown, getter: TextMapGetter): Context {
  const given: unknown = getter.get(carrier, HEADER);
  const header = Array.isArray(given) ? given.join(',') : given;
  if (typeof header !== 'string' || header === '') return context;
  const entries = parseBaggage(header);
  if (entries.size === 0) return context;
  const brought = propagation.setBaggage(context, propagation.createBaggage(Object.fromEntries(entries)));
  const { fields, caller } = readMembers(entries, currentConfig().travelling);
  // An execution of another trace than the call is a mistake, or made up to have its spans kept.
  const ofThisTrace =
    caller !== undefined && trace.getSpanContext(context)?.traceId === caller.id.slice(0, 32);
  return contextFromCaller(brought, fields, ofThisTrace ? caller : undefined);
}

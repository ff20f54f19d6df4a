import Type, { type Static } from 'typebox';
import { alertActionNames } from '../../alerts/alert-actions.ts';
import { alertSources, alertStates, alertStatuses } from '../../alerts/alert-notice.ts';
import { Count, Nullable, oneOf, Ref, Text, Time } from './parts.ts';

/** Alerts of the hub and of Alertmanager. */

const Texts = (description: string) => Type.Record(Type.String(), Type.String(), { description });

export const Alert = Type.Object(
  {
    id: Text('Of this occurrence: fingerprint and start.'),
    fingerprint: Text('Of the labels: the same whenever this alert fires.'),
    source: oneOf(alertSources, 'Who told the hub.'),
    name: Text('Label alertname.'),
    severity: Text('Label severity, or none.'),
    status: oneOf(alertStatuses, 'What whoever evaluates it says.'),
    state: oneOf(alertStates, 'The same with what people said of it: a silence, an acknowledgement.'),
    summary: Nullable(Text('Annotation summary.')),
    description: Nullable(Text('Annotation description.')),
    labels: Texts('What fires; values above 1,024 bytes are cut.'),
    annotations: Texts('What is said of it, links included; values above 4,096 bytes are cut.'),
    starts_at: Time('When it began to fire.'),
    ends_at: Nullable(Time('When it was over; null while it fires.')),
    duration_ms: Nullable(Type.Number({ description: 'Milliseconds; null while it fires.' })),
    received_at: Time('When the hub heard of it first.'),
    last_notified_at: Time('When the hub heard of it last.'),
    generator_url: Nullable(Text('Where its expression can be seen.')),
    runbook: Nullable(Text("Path of the hub's page about it.")),
    condition: Nullable(Text('Of the rule of the hub; null for what others evaluate.')),
    rule: Nullable(
      Type.Object(
        {
          threshold: Type.Number(),
          window: Text('As 5m.'),
          value: Nullable(Type.Number()),
        },
        { description: 'The rule of the hub as it was when the alert began to fire.' },
      ),
    ),
    event: Nullable(
      Type.Object(
        {
          app: Text('Agent, else workflow, else service.'),
          event_type: Text('Type of the event.'),
          timestamp: Time('When it was.'),
        },
        { description: 'The newest event that the rule counted then.' },
      ),
    ),
    acknowledged_at: Nullable(Time('When somebody took it on.')),
    acknowledged_by: Nullable(Text('Who.')),
    silenced_until: Nullable(Time('End of the silence that holds of it.')),
    silence_id: Nullable(Text('That silence.')),
    actions: Type.Optional(
      Type.Array(
        Type.Object({
          at: Time('When.'),
          action: oneOf(alertActionNames),
          by: Text('Who.'),
          comment: Text('Why.'),
        }),
        { description: 'Who did what to it, oldest first; not in lists.' },
      ),
    ),
  },
  { $id: 'Alert' },
);

export const AlertList = Type.Object(
  {
    alerts: Type.Array(Ref(Alert)),
    next_cursor: Nullable(Text('For the next page; null on the last one.')),
  },
  { $id: 'AlertList' },
);

export const AlertsTaken = Type.Object(
  {
    taken: Count('Alerts of the message that are in the history now.'),
    left_out: Type.Object({
      invalid_record: Count('Alerts that are of another form.'),
      too_many: Count('Alerts beyond the most that one message may hold.'),
      truncated: Count('Alerts that Alertmanager itself left out (max_alerts).'),
    }),
    shortened: Count('Labels and annotations that were cut or left out.'),
    fault: Nullable(Text('What was wrong with the first invalid one.')),
  },
  { $id: 'AlertsTaken' },
);

export const alertSchemas = [Alert, AlertList, AlertsTaken];

export type Alert = Static<typeof Alert>;

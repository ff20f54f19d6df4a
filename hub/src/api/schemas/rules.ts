import Type, { type Static } from 'typebox';
import { ruleConditions, ruleDimensions, ruleSeverities, ruleStatistics } from '../../rules/rule.ts';
import { storedText } from '../query-values.ts';
import { Count, Nullable, oneOf, Text, Time } from './parts.ts';

const Value = storedText({ maxLength: 512 });
const Values = Type.Union([Value, Type.Array(Value, { maxItems: 50 })]);
const Duration = (description: string) => Type.String({ maxLength: 10, description });
/** A line for people and for headers of mails. */
export const RuleName = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^[^\\u0000-\\u001f\\u007f]*$',
  description: 'Name of the rule, and of its alerts.',
});

const Filter = Type.Object(
  {
    agent: Type.Optional(Values),
    workflow: Type.Optional(Values),
    service: Type.Optional(Values),
    environment: Type.Optional(Values),
    provider: Type.Optional(Values),
    model: Type.Optional(Values),
    user: Type.Optional(Values),
    session: Type.Optional(Values),
    tag: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000]*$' }), Values, {
        description: 'Attributes of events.',
      }),
    ),
  },
  { additionalProperties: false, description: 'Each that is given must hold; of a list, one value must.' },
);

const optional = {
  enabled: Type.Optional(Type.Boolean()),
  severity: Type.Optional(oneOf(ruleSeverities)),
  for: Type.Optional(Duration('How long it must hold before it fires; 0s unless given.')),
  keep_firing_for: Type.Optional(
    Duration('How long it goes on to fire when it no longer holds; 0s unless given.'),
  ),
  statistic: Type.Optional(oneOf(ruleStatistics, 'Of response_time: p95 unless given.')),
  metric: Type.Optional(
    Nullable(Text('Of anomaly: what is out of the usual, a metric of /api/v1/anomalies; any unless given.')),
  ),
  filter: Type.Optional(Filter),
  group_by: Type.Optional(
    Nullable(oneOf(ruleDimensions, 'One alert for each of its values, of 100 at most.')),
  ),
  min_events: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 1_000_000_000,
      description: 'Events, runs or calls that the window must hold; 1 unless given.',
    }),
  ),
  description: Type.Optional(storedText({ maxLength: 2000, description: 'For people who are told.' })),
  runbook_url: Type.Optional(Nullable(storedText({ maxLength: 2000 }))),
};

const Condition = oneOf(ruleConditions, 'What is looked at within the window.');
const Threshold = Type.Number({
  minimum: 0,
  maximum: 1e15,
  description:
    'It holds above: a ratio of events (error_rate), events (event_count), events a minute (event_rate), milliseconds (response_time), US dollars (cost), a score (anomaly).',
});
const Window = Duration('1m to 30d; 5m unless given.');

export const RuleBody = Type.Object(
  { condition: Condition, threshold: Threshold, window: Type.Optional(Window), ...optional },
  { additionalProperties: false },
);
export const NewRule = Type.Object(
  { name: RuleName, condition: Condition, threshold: Threshold, window: Type.Optional(Window), ...optional },
  { additionalProperties: false },
);
export const RulePatch = Type.Object(
  {
    condition: Type.Optional(Condition),
    threshold: Type.Optional(Threshold),
    window: Type.Optional(Window),
    ...optional,
  },
  { additionalProperties: false },
);
export const PreviewBody = Type.Object(
  {
    name: Type.Optional(RuleName),
    condition: Condition,
    threshold: Threshold,
    window: Type.Optional(Window),
    ...optional,
    from: Type.Optional(Type.String({ format: 'date-time', description: 'A day ago unless given.' })),
    to: Type.Optional(
      Type.String({ format: 'date-time', description: 'Now unless given; 7 days after from at most.' }),
    ),
  },
  { additionalProperties: false },
);

const GroupOfRule = Type.Object({
  key: Text('Value of group_by, or name of a budget; empty without groups.'),
  state: oneOf(['ok', 'pending', 'firing']),
  value: Nullable(Type.Number({ description: 'Null where there is nothing to say it by.' })),
  since: Nullable(Time('Since when it has held.')),
});

export const AlertRule = Type.Object(
  {
    name: Text('Of the rule and its alerts.'),
    condition: Text('What is looked at.'),
    threshold: Type.Number(),
    window: Text('As 5m, 1h or 1d.'),
    enabled: Type.Boolean(),
    severity: oneOf(ruleSeverities),
    for: Text('How long it must hold.'),
    keep_firing_for: Text('How long it goes on to fire.'),
    statistic: Nullable(oneOf(ruleStatistics)),
    metric: Nullable(Text('Of anomaly.')),
    filter: Type.Record(Type.String(), Type.Unknown()),
    group_by: Nullable(oneOf(ruleDimensions)),
    min_events: Count('What the window must hold.'),
    description: Text('For people.'),
    runbook_url: Nullable(Text('Where it is said what to do.')),
    origin: oneOf(
      ['default', 'built_in', 'user'],
      'Who made it; those that are not of users are in every project.',
    ),
    changed: Type.Boolean({ description: 'Whether somebody changed a rule that every project has.' }),
    evaluated_by: oneOf(['hub', 'prometheus', 'nobody'], 'Nobody: ENABLE_ALERTS is off.'),
    created_at: Nullable(Time('Null of a rule that every project has and nobody changed.')),
    updated_at: Nullable(Time('When it was changed last.')),
    updated_by: Nullable(Text('Who changed it last.')),
    state: Nullable(
      oneOf(['ok', 'pending', 'firing', 'unknown'], 'Null where it is off, or not evaluated by the hub.'),
    ),
    value: Nullable(Type.Number({ description: 'The largest of its groups.' })),
    evaluated_at: Nullable(Time('When it was evaluated last.')),
    reason: Nullable(Text('Why it is unknown, or what there is to say of its value.')),
    groups: Type.Array(GroupOfRule),
    groups_left_out: Count('Groups beyond the most that are looked at.'),
  },
  { $id: 'AlertRule' },
);
export const AlertRuleList = Type.Object(
  { rules: Type.Array(Type.Unsafe<Static<typeof AlertRule>>({ $ref: 'AlertRule#' })) },
  { $id: 'AlertRuleList' },
);

export const RulePreview = Type.Object(
  {
    from: Time('Begin of the stretch.'),
    to: Time('Its end.'),
    step_seconds: Count('Between two evaluations.'),
    times_fired: Count('How often it would have fired.'),
    firing_seconds: Type.Number({ description: 'How long, of all groups together.' }),
    firings: Type.Array(
      Type.Object({
        group: Text('Empty without groups.'),
        from: Time('When it would have begun.'),
        to: Nullable(Time('Null: not before the end of the stretch.')),
        seconds: Type.Number(),
        peak: Type.Number({ description: 'The largest value within.' }),
      }),
      { description: 'The first 500.' },
    ),
    points: Type.Array(Type.Object({ time: Time('Its last evaluation.'), value: Nullable(Type.Number()) }), {
      description: 'The largest value of all groups in each part of the stretch, of 300 at most.',
    }),
    groups: Count('Groups that were gone through, of 100 at most.'),
    groups_left_out: Count('Groups beyond, with the fewest events.'),
  },
  { $id: 'RulePreview' },
);

const Matcher = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000]*$', description: 'Label.' }),
    value: storedText({ maxLength: 1024 }),
    is_regex: Type.Optional(Type.Boolean({ description: 'RE2, of the whole value; false unless given.' })),
    is_equal: Type.Optional(Type.Boolean({ description: 'False turns it round; true unless given.' })),
  },
  { additionalProperties: false },
);
export const SilenceBody = Type.Object(
  {
    matchers: Type.Array(Matcher, { minItems: 1, maxItems: 20, description: 'All of them must hold.' }),
    starts_at: Type.Optional(Type.String({ format: 'date-time', description: 'Now unless given.' })),
    ends_at: Type.String({ format: 'date-time', description: 'A year after its begin at most.' }),
    comment: Type.Optional(storedText({ maxLength: 2000 })),
  },
  { additionalProperties: false },
);
export const Silence = Type.Object(
  {
    id: Text('Of the silence.'),
    source: oneOf(['hub', 'alertmanager'], 'Where it was made; one of Alertmanager is ended there.'),
    status: oneOf(['pending', 'active', 'expired']),
    matchers: Type.Array(
      Type.Object({
        name: Type.String(),
        value: Type.String(),
        is_regex: Type.Boolean(),
        is_equal: Type.Boolean(),
      }),
    ),
    starts_at: Time('Begin.'),
    ends_at: Time('End; where it was ended by hand, then.'),
    comment: Text('Why.'),
    created_by: Text('Who made it.'),
    created_at: Time('When.'),
    ended_by: Nullable(Text('Who ended it by hand.')),
    alertmanager_id: Nullable(
      Text('Its id in Alertmanager; null where there is none, or does not have it yet.'),
    ),
  },
  { $id: 'Silence' },
);
export const SilenceList = Type.Object(
  {
    silences: Type.Array(Type.Unsafe<Static<typeof Silence>>({ $ref: 'Silence#' })),
    note: Type.Optional(Text('Why those that were made in Alertmanager itself are not among them.')),
  },
  { $id: 'SilenceList' },
);

export const ruleSchemas = [AlertRule, AlertRuleList, RulePreview, Silence, SilenceList];

import Type, { type Static } from 'typebox';
import { erasedKinds } from '../../privacy/delete-erased.ts';
import { erasureStates } from '../../privacy/erasures.ts';
import { MAX_PATTERN, MAX_REPLACEMENT, redactionKinds } from '../../privacy/redaction-rule.ts';
import { storedText } from '../query-values.ts';
import { Nullable, oneOf, Ref, Time } from './parts.ts';

export const Retention = Type.Object(
  {
    retention_days: Type.Integer({ description: 'RETENTION_DAYS: nothing is kept for longer.' }),
    kinds: Type.Array(
      Type.Object({
        kind: Type.String(),
        setting: Type.String({ description: 'The setting that says how long.' }),
        kept_hours: Type.Integer(),
        oldest_day: Nullable(
          Type.String({ format: 'date', description: 'The oldest day that is held, perhaps without a row.' }),
        ),
        bytes: Type.Number({ description: 'On disk, indexes included.' }),
        next_drop_at: Nullable(
          Time('From when the oldest day may go; it goes within the hour after. Days of UTC go as a whole.'),
        ),
      }),
    ),
  },
  { $id: 'Retention' },
);

const ruleMembers = {
  pattern: storedText({
    minLength: 1,
    maxLength: MAX_PATTERN,
    description: 'In the syntax of RE2: no lookaround, no references back.',
  }),
  replacement: storedText({
    maxLength: MAX_REPLACEMENT,
    default: '[redacted]',
    description: 'Stands in place of each find; $1 is the first group, $$ a dollar sign.',
  }),
  kinds: Type.Optional(
    Nullable(
      Type.Array(oneOf(redactionKinds), {
        minItems: 1,
        maxItems: redactionKinds.length,
        description: 'What the rule looks at; all without it.',
      }),
    ),
  ),
  keys: Type.Optional(
    Nullable(
      Type.Array(storedText({ minLength: 1, maxLength: 200 }), {
        minItems: 1,
        maxItems: 50,
        description: 'Attributes that the rule looks at; without it all texts but names and ids.',
      }),
    ),
  ),
  enabled: Type.Boolean({ default: true }),
};

export const RedactionRuleBody = Type.Object(ruleMembers, { additionalProperties: false });

export const RedactionRule = Type.Object(
  {
    name: Type.String(),
    pattern: Type.String(),
    replacement: Type.String(),
    kinds: Nullable(Type.Array(Type.String())),
    keys: Nullable(Type.Array(Type.String())),
    enabled: Type.Boolean(),
    created_at: Time('When it was made.'),
    updated_at: Time('When it was changed last.'),
  },
  { $id: 'RedactionRule' },
);

export const RedactionRuleList = Type.Object(
  { rules: Type.Array(Ref(RedactionRule)) },
  { $id: 'RedactionRuleList' },
);

export const RuleName = storedText({
  minLength: 1,
  maxLength: 64,
  description: 'Name of the rule: lower-case letters, digits, - and _.',
});

export const RedactionTestBody = Type.Object(
  {
    sample: Type.Unknown({ description: 'A text, or an object of attributes. At most 64 KiB.' }),
    kind: Type.Optional(oneOf(redactionKinds)),
    rules: Type.Optional(
      Type.Array(Type.Object({ name: RuleName, ...ruleMembers }, { additionalProperties: false }), {
        maxItems: 50,
        description:
          'Rules that are not stored, tried beside those that are; one of the same name takes its place.',
      }),
    ),
  },
  { additionalProperties: false },
);

export const RedactionTest = Type.Object(
  {
    stored: Type.Unknown({ description: 'What would be stored.' }),
    matches: Type.Array(
      Type.Object({
        rule: Type.String({ description: '`secrets` is what each hub looks for.' }),
        count: Type.Integer(),
      }),
    ),
  },
  { $id: 'RedactionTest' },
);

export const Erasure = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    state: oneOf(erasureStates),
    user_hash: Type.String({
      description: 'A keyed hash of the id, the same for each erasure of this user.',
    }),
    deleted: Type.Object(Object.fromEntries(erasedKinds.map((kind) => [kind, Type.Integer()])), {
      description: 'Rows that are gone, by kind.',
    }),
    waiting_traces: Type.Integer({ description: 'Traces that are still to be deleted.' }),
    requested_by: Type.String(),
    requested_at: Time('What came before is deleted.'),
    finished_at: Nullable(Time('When the hub had deleted all; null until then.')),
    elsewhere: Type.Object(
      {
        loki: Type.String(),
        jaeger: Type.String(),
        prometheus: Type.String(),
        backups: Type.String(),
      },
      { description: 'What becomes of the user in other stores, in words.' },
    ),
  },
  { $id: 'Erasure' },
);

export const ErasureList = Type.Object(
  {
    erasures: Type.Array(Ref(Erasure)),
    next_cursor: Nullable(Type.String()),
  },
  { $id: 'ErasureList' },
);

export const privacySchemas = [
  Retention,
  RedactionRule,
  RedactionRuleList,
  RedactionTest,
  Erasure,
  ErasureList,
];

export type Retention = Static<typeof Retention>;
export type RedactionRule = Static<typeof RedactionRule>;
export type Erasure = Static<typeof Erasure>;

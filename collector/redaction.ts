import { Attr, attributeAliases } from '@observatory/shim/conventions';
import type { Settings } from '../infra/settings/schema.ts';
import type { Config } from './config.ts';
import { attribute, isPresent, literal } from './ottl.ts';
import { type RedactionRule, redactionRules } from './redaction-rules.ts';

/** Attributes that are ids: a rule for personal data does not touch them, or `user 4111111111111111` would be lost. */
const idAttributes: readonly string[] = [
  Attr.userId,
  Attr.sessionId,
  Attr.conversationId,
  Attr.agentId,
  Attr.taskId,
  Attr.workflowId,
  Attr.requestId,
  Attr.executionId,
  Attr.executionParentId,
  Attr.logRecordUid,
  Attr.toolCallId,
  Attr.responseId,
  ...Object.keys(attributeAliases).filter((alias) => alias.endsWith('Id')),
  'trace_id',
  'span_id',
];

/** Content may come as structured values, which no rule sees into: as JSON text it is read by all the same. */
const contentAttributes: readonly string[] = [
  Attr.systemInstructions,
  Attr.inputMessages,
  Attr.outputMessages,
  Attr.toolCallArguments,
  Attr.toolCallResult,
  Attr.executionInput,
  Attr.executionOutput,
  Attr.stepData,
];

/** The rules in force: the built-in ones that are not switched off, then the settings' own. */
export function rulesOf({ redaction }: Settings): readonly RedactionRule[] {
  const off = new Set(redaction.off);
  return [
    ...redactionRules.filter(({ name }) => !off.has(name)),
    ...redaction.rules.map((rule): RedactionRule => ({ ...rule, finds: 'set by you', kind: 'secret' })),
  ];
}

/** The processor that redacts values of attributes, names, messages and bodies; null where redaction is off. */
export function redactionProcessor(settings: Settings): Config | null {
  if (!settings.redaction.enabled) return null;
  const rules = rulesOf(settings);
  const attributes = attributeStatements(rules);
  const inText = (path: string) =>
    rules
      .filter(({ kind }) => kind !== 'name')
      .map((rule) => `replace_pattern(${path}, ${literal(rule.pattern)}, ${literal(rule.replacement)})`);
  return {
    // A value of an odd type must not stop the record: the next statement goes on.
    error_mode: 'silent',
    trace_statements: [
      { context: 'resource', statements: attributes },
      { context: 'span', statements: [...attributes, ...inText('name'), ...inText('status.message')] },
      { context: 'spanevent', statements: attributes },
    ],
    log_statements: [
      { context: 'resource', statements: attributes },
      {
        context: 'log',
        statements: [
          'set(body, String(body)) where IsMap(body) or IsList(body)',
          ...attributes,
          ...inText('body'),
        ],
      },
    ],
  };
}

function attributeStatements(rules: readonly RedactionRule[]): string[] {
  const ofKind = (kind: RedactionRule['kind']) => rules.filter((rule) => rule.kind === kind);
  const replace = ({ pattern, replacement }: RedactionRule) =>
    `replace_all_patterns(attributes, "value", ${literal(pattern)}, ${literal(replacement)})`;
  const personal = ofKind('personal').map(replace);
  const kept = (id: string) => `cache[${literal(id)}]`;
  return [
    ...ofKind('name').map(({ pattern }) => `delete_matching_keys(attributes, ${literal(pattern)})`),
    ...contentAttributes.map(
      (name) =>
        `set(${attribute(name)}, String(${attribute(name)})) where IsMap(${attribute(name)}) or IsList(${attribute(name)})`,
    ),
    ...ofKind('secret').map(replace),
    ...(personal.length === 0
      ? []
      : [
          ...idAttributes.map((id) => `set(${kept(id)}, ${attribute(id)}) where ${isPresent(id)}`),
          ...personal,
          ...idAttributes.map((id) => `set(${attribute(id)}, ${kept(id)}) where ${kept(id)} != nil`),
        ]),
  ];
}

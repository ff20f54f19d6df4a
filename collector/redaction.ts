import { Attr, attributeAliases } from '@observatory/shim/conventions';
import type { Settings } from '../infra/settings/schema.ts';
import type { Config } from './config.ts';
import { attribute, isPresent, literal } from './ottl.ts';
import { BARE_REPLACEMENT, type RedactionRule, redactionRules } from './redaction-rules.ts';

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
  Attr.toolDefinitions,
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
    ...redaction.rules.map(
      (rule): RedactionRule => ({ ...rule, finds: 'set by you', kind: 'secret', hints: [] }),
    ),
  ];
}

/** The processor that redacts values of attributes, names, messages and bodies; null where redaction is off. */
export function redactionProcessor(settings: Settings): Config | null {
  if (!settings.redaction.enabled) return null;
  const rules = rulesOf(settings);
  const inSpan = ['name', 'status.message'];
  const attributesOnly = statementsOf(rules, []);
  return {
    // A value of an odd type must not stop the record: the next statement goes on.
    error_mode: 'silent',
    trace_statements: [
      { context: 'resource', statements: attributesOnly },
      { context: 'span', statements: statementsOf(rules, inSpan) },
      { context: 'spanevent', statements: attributesOnly },
    ],
    log_statements: [
      { context: 'resource', statements: attributesOnly },
      {
        context: 'log',
        statements: [
          'set(body, String(body)) where IsMap(body) or IsList(body)',
          ...statementsOf(rules, ['body']),
        ],
      },
    ],
  };
}

const TEXT = 'cache["text"]';
const PERSONAL = 'cache["personal"]';

/** The statements of one kind of record, whose texts are its attributes and those at the paths. */
function statementsOf(rules: readonly RedactionRule[], paths: readonly string[]): string[] {
  const ofKind = (kind: RedactionRule['kind']) => rules.filter((rule) => rule.kind === kind);
  const personal = ofKind('personal');
  const texts = ['ToKeyValueString(attributes)', ...paths];
  const kept = (id: string) => `cache[${literal(id)}]`;
  return [
    ...ofKind('name').map(({ pattern }) => `delete_matching_keys(attributes, ${literal(pattern)})`),
    ...contentAttributes.map(
      (name) =>
        `set(${attribute(name)}, String(${attribute(name)})) where IsMap(${attribute(name)}) or IsList(${attribute(name)})`,
    ),
    `set(${TEXT}, ConvertCase(Concat([${texts.join(', ')}], " "), "lower"))`,
    ...ofKind('secret').flatMap((rule) => replacements(rule, paths, '')),
    ...(personal.length === 0
      ? []
      : [
          `set(${PERSONAL}, true) where ${mayFind({ hints: [...new Set(personal.flatMap(({ hints }) => hints))] })}`,
          ...idAttributes.map(
            (id) => `set(${kept(id)}, ${attribute(id)}) where ${PERSONAL} != nil and ${isPresent(id)}`,
          ),
          ...personal.flatMap((rule) => replacements(rule, paths, `${PERSONAL} != nil and `)),
          ...idAttributes.map(
            (id) => `set(${attribute(id)}, ${kept(id)}) where ${PERSONAL} != nil and ${kept(id)} != nil`,
          ),
        ]),
  ];
}

/** The replacements of one rule; whether it may find something is asked once of all texts of the record. */
function replacements(rule: RedactionRule, paths: readonly string[], condition: string): string[] {
  const ways = [
    ...(rule.bare === undefined ? [] : [[rule.bare, BARE_REPLACEMENT]]),
    [rule.pattern, rule.replacement],
  ].map((way) => way.map(literal).join(', '));
  const flag = `cache[${literal(rule.name)}]`;
  const always = rule.hints.length === 0;
  const where = always ? '' : ` where ${flag} != nil`;
  return [
    ...(always ? [] : [`set(${flag}, true) where ${condition}(${mayFind(rule)})`]),
    ...ways.flatMap((way) => [
      `replace_all_patterns(attributes, "value", ${way})${where}`,
      ...paths.map((path) => `replace_pattern(${path}, ${way})${where}`),
    ]),
  ];
}

const mayFind = ({ hints }: Pick<RedactionRule, 'hints'>): string =>
  hints.map((hint) => `IsMatch(${TEXT}, ${literal(hint)})`).join(' or ');

import { Attr, attributeAliases, isSecretName, REDACTED, redactText } from '@observatory/shim/conventions';
import type { RE2JS } from 're2js';
import type { Attributes, AttributeValue } from '../otlp/records.ts';
import { isTooDeep } from '../store/json-depth.ts';
import type { CompiledRule, RedactionKind } from './redaction-rule.ts';

/** What the rules that each hub has are called where finds are counted. */
export const BUILT_IN = 'secrets';

/** Called with how often a rule found something. */
export type OnFind = (rule: string, count: number) => void;

/**
 * Attributes that are names and ids: what is stored is found, grouped and erased by them. A rule touches one only where its
 * `keys` name it.
 */
const identities: ReadonlySet<string> = new Set<string>([
  ...Object.keys(attributeAliases),
  ...Object.values(attributeAliases),
  Attr.operationName,
  Attr.providerName,
  Attr.requestModel,
  Attr.responseModel,
  Attr.responseId,
  Attr.conversationId,
  Attr.toolName,
  Attr.executionParentId,
  Attr.logRecordUid,
  Attr.eventName,
  Attr.serviceName,
  Attr.serviceVersion,
  Attr.serviceNamespace,
  Attr.serviceInstanceId,
  Attr.deploymentEnvironment,
  'enduser.id',
]);

/** Texts of at most so many characters are remembered where nothing was found in them: names and states come again and again. */
const SHORT = 64;
/** Names of attributes of at most so many characters are remembered: whoever sends chooses them, and they may be megabytes. */
const SHORT_NAME = 256;
const MOST_REMEMBERED = 20_000;
/** A text that would grow beyond twice its size and this becomes the mark alone. */
const GROWTH = 1024;

/** How attributes of one name are treated. */
interface KeyRules {
  readonly isSecret: boolean;
  readonly rules: readonly CompiledRule[] | null;
  /** The rules are those of any text. */
  readonly isUsual: boolean;
}

/** Takes what rules find out of texts of one kind; the rules that each hub has come first. Pure but for what it remembers. */
export class Redactor {
  readonly #rules: readonly CompiledRule[];
  readonly #usual: readonly CompiledRule[];
  readonly #keys = new Map<string, KeyRules>();
  readonly #clean = new Set<string>();

  constructor(kind: RedactionKind, rules: readonly CompiledRule[]) {
    this.#rules = rules.filter(({ rule }) => rule.enabled && (rule.kinds?.includes(kind) ?? true));
    this.#usual = this.#rules.filter(({ rule }) => rule.keys === null);
  }

  /** A text that is no attribute's. */
  text(text: string, onFind: OnFind): string {
    if (text.length <= SHORT) {
      if (this.#clean.has(text)) return text;
      const left = redacted(text, this.#usual, onFind);
      if (left === text) {
        if (this.#clean.size >= MOST_REMEMBERED) this.#clean.clear();
        this.#clean.add(text);
      }
      return left;
    }
    return redacted(text, this.#usual, onFind);
  }

  /** Attributes without what is found; the same object where nothing is. */
  attributes<A extends Attributes>(attributes: A, onFind: OnFind): A {
    let changed: Record<string, AttributeValue> | undefined;
    for (const name in attributes) {
      const value = attributes[name];
      if (value === undefined) continue;
      const left = this.attribute(name, value, onFind);
      if (left === value) continue;
      changed ??= { ...attributes };
      changed[name] = left;
    }
    return (changed ?? attributes) as A;
  }

  attribute(name: string, value: AttributeValue, onFind: OnFind): AttributeValue {
    if (typeof value === 'boolean' || value === null) return value;
    const key = this.#keys.get(name) ?? this.#learn(name);
    if (key.isSecret && isHidden(name, value)) {
      if (value !== REDACTED) onFind(BUILT_IN, 1);
      return REDACTED;
    }
    return key.rules === null ? value : this.#value(value, key, onFind);
  }

  /** Any value that is no attribute: the body of a log line. */
  value(value: AttributeValue, onFind: OnFind): AttributeValue {
    return this.#value(value, { isSecret: false, rules: this.#usual, isUsual: true }, onFind);
  }

  #learn(name: string): KeyRules {
    const isIdentity = identities.has(name);
    const named = this.#rules.filter(({ rule }) => rule.keys?.includes(name));
    const rules = isIdentity
      ? named
      : this.#rules.filter(({ rule }) => rule.keys === null || rule.keys.includes(name));
    const key = {
      isSecret: !isIdentity && isSecretName(name),
      rules: isIdentity && named.length === 0 ? null : rules,
      isUsual: !isIdentity && named.length === 0,
    };
    if (name.length > SHORT_NAME) return key;
    if (this.#keys.size >= MOST_REMEMBERED) this.#keys.clear();
    this.#keys.set(name, key);
    return key;
  }

  #value(value: AttributeValue, key: KeyRules, onFind: OnFind): AttributeValue {
    if (typeof value === 'string')
      return key.isUsual ? this.text(value, onFind) : redacted(value, key.rules ?? [], onFind);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      let list: AttributeValue[] | undefined;
      for (const [at, item] of value.entries()) {
        const left = this.#value(item, key, onFind);
        if (left === item) continue;
        list ??= [...value];
        list[at] = left;
      }
      return list ?? value;
    }
    let members: Record<string, AttributeValue> | undefined;
    for (const [name, member] of Object.entries(value as Attributes)) {
      const isSecret = isSecretName(name) && isHidden(name, member) && member !== REDACTED;
      if (isSecret) onFind(BUILT_IN, 1);
      const left = isSecret ? REDACTED : this.#value(member, key, onFind);
      if (left === member) continue;
      members ??= { ...(value as Attributes) };
      members[name] = left;
    }
    return members ?? value;
  }
}

/** Whether a value under a secret's name is one: a count of tokens is none. */
function isHidden(name: string, value: AttributeValue): boolean {
  if (typeof value === 'number') return !/token/i.test(name);
  return typeof value === 'object' ? value !== null : typeof value === 'string' && value !== '';
}

/**
 * A text without what is found in it. JSON stays JSON where that is possible: what stands in place of a bare number would
 * break it, so that each of its texts is looked at alone then.
 */
function redacted(text: string, rules: readonly CompiledRule[], onFind: OnFind): string {
  const finds: [string, number][] = [];
  let left = redactText(text);
  if (left !== text) finds.push([BUILT_IN, Math.max(1, countOf(left, REDACTED) - countOf(text, REDACTED))]);
  for (const { rule, pattern } of rules) {
    if (!pattern.test(left)) continue;
    const count = findsIn(pattern, left);
    finds.push([rule.name, count]);
    const room = 2 * text.length + GROWTH;
    const isBounded = left.length + count * rule.replacement.length <= room;
    left = isBounded ? pattern.matcher(left).replaceAll(rule.replacement) : REDACTED;
    if (left.length > room) left = REDACTED;
  }
  if (finds.length === 0) return text;
  if (isJson(text) && !isJson(left)) {
    const repaired = withinJson(text, rules);
    if (repaired !== null) left = repaired;
  }
  for (const [rule, count] of finds) onFind(rule, count);
  return left;
}

function findsIn(pattern: RE2JS, text: string): number {
  const matcher = pattern.matcher(text);
  let count = 0;
  while (matcher.find()) count += 1;
  return count;
}

const countOf = (text: string, part: string) => text.split(part).length - 1;

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON with each of its texts, and what has a secret's name, redacted; null where a rule finds something in it still. */
function withinJson(text: string, rules: readonly CompiledRule[]): string | null {
  const parsed: unknown = JSON.parse(text);
  if (isTooDeep(parsed)) return null;
  const left = JSON.stringify(parsed, (name, value: unknown) => {
    if (typeof value === 'string') return isSecretName(name) ? REDACTED : redacted(value, rules, () => {});
    if (typeof value === 'number' && isSecretName(name)) return isHidden(name, value) ? REDACTED : value;
    return value;
  });
  const isLeft = redactText(left) !== left || rules.some(({ pattern }) => pattern.test(left));
  return isLeft ? null : left;
}

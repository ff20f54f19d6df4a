import { parser } from '@prometheus-io/lezer-promql';

/** A comparison in an expression: where its operator stands, and where its right side. */
export interface Comparison {
  readonly operator: string;
  readonly from: number;
  readonly to: number;
  readonly right: { readonly from: number; readonly to: number };
}

/** What an expression is made of. Positions are offsets into its text. */
export interface ParsedExpression {
  /** Names of the metrics that it selects, each once. */
  readonly metrics: readonly string[];
  /** Every length of time: ranges, offsets, steps. */
  readonly durations: readonly { readonly text: string; readonly from: number; readonly to: number }[];
  /** Ranges such as `[5m]`, in seconds, with the name of the function that reads each. */
  readonly ranges: readonly { readonly seconds: number; readonly within: string }[];
  readonly comparisons: readonly Comparison[];
  /** How far it looks back: its longest range and offset together, in seconds. */
  readonly reachSeconds: number;
}

/** PromQL that Prometheus would not take: says where. */
export class PromqlError extends Error {}

const COMPARISONS = new Set(['Eql', 'Neq', 'Gtr', 'Lss', 'Gte', 'Lte', 'EqlC']);
const UNITS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** Seconds of a PromQL duration such as `1h30m`. */
export function secondsOf(duration: string): number {
  return [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ''] ?? 0),
    0,
  );
}

/** The same expressions stand in the rules of every profile and target. */
const parsed = new Map<string, ParsedExpression>();

/** Reads an expression with Prometheus' own grammar. Throws a `PromqlError` where it is none. */
export function parseExpression(text: string): ParsedExpression {
  const before = parsed.get(text);
  if (before !== undefined) return before;
  const made = read(text);
  parsed.set(text, made);
  return made;
}

function read(text: string): ParsedExpression {
  const metrics = new Set<string>();
  const durations: { text: string; from: number; to: number }[] = [];
  const ranges: { seconds: number; within: string }[] = [];
  const comparisons: Comparison[] = [];
  let reachSeconds = 0;
  parser.parse(text).iterate({
    enter(node) {
      if (node.type.isError) {
        throw notUnderstood(text);
      }
      const at = (from: number, to: number) => text.slice(from, to);
      if (node.name === 'Identifier' && node.node.parent?.name === 'VectorSelector')
        metrics.add(at(node.from, node.to));
      if (/^(NumberDurationLiteral|NumberDurationLiteralInDurationContext|Duration)$/.test(node.name)) {
        const duration = at(node.from, node.to);
        if (/[a-z]$/.test(duration)) durations.push({ text: duration, from: node.from, to: node.to });
      }
      if (node.name === 'MatrixSelector' || node.name === 'SubqueryExpr') {
        const [, range = ''] = /\[([^\]:]+)[^\]]*\]$/.exec(at(node.from, node.to)) ?? [];
        const call = enclosingCall(node.node);
        ranges.push({ seconds: secondsOf(range), within: call === null ? '' : at(call.from, call.to) });
      }
      if (node.name === 'BinaryExpr') {
        const [left, operator] = [node.node.firstChild, node.node.firstChild?.nextSibling];
        const right = node.node.lastChild;
        if (left && operator && right && COMPARISONS.has(operator.name)) {
          comparisons.push({
            operator: at(operator.from, operator.to),
            from: operator.from,
            to: operator.to,
            right: { from: right.from, to: right.to },
          });
        }
      }
    },
  });
  reachSeconds = reachOf(parser.parse(text).topNode, text);
  return { metrics: [...metrics], durations, ranges, comparisons, reachSeconds };
}

const strict = parser.configure({ strict: true });

/** Where the parser first errs: past that it guesses, and its own marks may stand anywhere. */
function notUnderstood(text: string): PromqlError {
  const got = `expected PromQL, got ${JSON.stringify(text)}`;
  try {
    strict.parse(text);
  } catch (error) {
    const at = Number(/\d+$/.exec(String(error))?.[0] ?? 0);
    // Where a parenthesis comes too early, what stands before it is no function.
    const from = text[at] === '(' ? at - (/\w*\s*$/.exec(text.slice(0, at))?.[0].length ?? 0) : at;
    const rest = text.slice(from);
    if (rest.trim() === '') return new PromqlError(`${got}: something is missing at its end`);
    return new PromqlError(
      `${got}: not understood from ${JSON.stringify(rest.length > 30 ? `${rest.slice(0, 30)}…` : rest)} on`,
    );
  }
  return new PromqlError(got);
}

type Node = ReturnType<typeof parser.parse>['topNode'];

function enclosingCall(node: Node): { from: number; to: number } | null {
  for (let at = node.parent; at !== null; at = at.parent) {
    if (at.name === 'FunctionCall' && at.firstChild !== null) return at.firstChild;
  }
  return null;
}

/** The longest way back below a node: what a range or offset adds goes on top of what is within it. */
function reachOf(node: Node, text: string): number {
  let within = 0;
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    within = Math.max(within, reachOf(child, text));
  }
  const own = text.slice(node.from, node.to);
  if (node.name === 'MatrixSelector' || node.name === 'SubqueryExpr') {
    const [, range = ''] = /\[([^\]:]+)[^\]]*\]$/.exec(own) ?? [];
    return within + secondsOf(range);
  }
  if (node.name === 'OffsetExpr') {
    const [, offset = ''] = /offset\s+-?([\dsmhdwy.]+)\s*$/.exec(own) ?? [];
    return within + secondsOf(offset);
  }
  return within;
}

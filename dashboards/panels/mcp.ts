import { genAiMetrics } from '@observatory/shim/conventions';
import {
  buckets,
  type Expr,
  increase,
  lastOver,
  not,
  observations,
  observedQuantileBy,
  promql,
  rate,
  ratio,
  sumBy,
  total,
} from '../../alerts/promql/expression.ts';
import { chosenBy } from '../parts/chosen.ts';
import { comparison, lines, type Panel } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

/** Each side tells of its own: a client with the time that the transport takes, a server without it. */
const sides = {
  client: {
    requests: genAiMetrics.mcpClientDuration,
    sessions: genAiMetrics.mcpClientSession,
    empty: 'No MCP client is seen: `observeMcpClient(client)` of `@observatory/shim/mcp` shows one.',
  },
  server: {
    requests: genAiMetrics.mcpServerDuration,
    sessions: genAiMetrics.mcpServerSession,
    empty: 'No MCP server is seen: `observeMcpServer(server)` of `@observatory/shim/mcp` shows one.',
  },
} as const;
type Side = keyof typeof sides;

const called = chosenBy(['deployment_environment_name', 'service_name'] as const);
const by = ['service_name', 'mcp.method.name', 'gen_ai.tool.name'] as const;
const legend = '{{service_name}} {{mcp_method_name}} {{gen_ai_tool_name}}';

/** How often each method is asked for, and of which tool. */
export const mcpRequests = (side: Side): Panel =>
  lines(
    {
      title: `How often do MCP ${side}s ${side === 'client' ? 'ask' : 'answer'}?`,
      description: `Requests and notifications a second, by service, method and tool, as ${side}s with the shim see them.`,
      unit: 'cps',
      empty: sides[side].empty,
    },
    ask(sumBy(by, rate(observations(sides[side].requests, called), '$__rate_interval')), legend),
  );

const inRange = (of: Expr): Expr => sumBy(by, increase(of, '$__range'));

/** Every method of a side with its failures and its duration. */
export const mcpMethods = (side: Side): Panel => {
  const { requests, empty } = sides[side];
  const all = inRange(observations(requests, called));
  return comparison(
    {
      title: `What do MCP ${side}s ${side === 'client' ? 'ask for' : 'serve'}, and how well?`,
      description: `In the time that is looked at, by service, method and tool. ${
        side === 'client'
          ? 'Durations are what the caller waits, the transport included.'
          : 'Durations are without the transport: where clients wait longer, it is on the way.'
      }`,
      unit: 'short',
      empty,
    },
    {
      Requests: ask(promql`${all} > 0`, ''),
      Failed: ask(ratio(inRange(observations(requests, { ...called, 'error.type': not('') })), all), ''),
      '95th percentile': ask(observedQuantileBy(0.95, by, buckets(requests, called), '$__range'), ''),
    },
    { columns: { Failed: { unit: 'percentunit' }, '95th percentile': { unit: 's' } } },
  );
};

/** What goes wrong, on both sides. */
export const mcpErrors: Panel = lines(
  {
    title: 'Which errors do MCP requests end with?',
    description:
      'A second, by side and type: `tool_error` is the answer of a tool, a number is the code of JSON-RPC, `connection_closed` is a server that ended.',
    unit: 'cps',
    empty: 'No MCP request failed in this time.',
  },
  ...(['client', 'server'] as const).map((side) =>
    ask(
      sumBy(
        ['service_name', 'error.type'],
        rate(observations(sides[side].requests, { ...called, 'error.type': not('') }), '$__rate_interval'),
      ),
      `${side} {{service_name}} {{error_type}}`,
    ),
  ),
);

const ofSession = ['service_name', 'network.transport', 'mcp.protocol.version'] as const;
/** Who has one session and ends has no growth, but a last value. */
const last = (of: Expr): Expr => sumBy(ofSession, lastOver(of, '$__range'));

/** How long a connection lasts. */
export const mcpSessions = (side: Side): Panel => {
  const { sessions, empty } = sides[side];
  const count = last(observations(sessions, called));
  return comparison(
    {
      title: `How long do sessions of MCP ${side}s last?`,
      description:
        'Sessions that ended, of each process that was there in the time that is looked at, since it began; by service, transport and version of the protocol. Over stdio a session is as long as the server runs.',
      unit: 'short',
      empty: `No session ended. ${empty}`,
    },
    {
      Sessions: ask(count, ''),
      'Mean length': ask(ratio(last(total(sessions, called)), count), ''),
    },
    { columns: { 'Mean length': { unit: 's' } } },
  );
};

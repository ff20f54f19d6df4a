import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { boardsTexts } from '../texts/boards.ts';
import type { PanelOptions } from './edit-board.ts';

/** What a panel of a board gets. */
export interface BoardPanelProps {
  readonly options: PanelOptions;
  /** What its head says, where the reader gave it a title. */
  readonly title: string | undefined;
  /** The board's time range at first; the address' goes before it. */
  readonly range: string | undefined;
}

type LazyPanel = LazyExoticComponent<ComponentType<BoardPanelProps>>;

/** Something that a panel is asked for. */
export interface PanelOption {
  readonly key: string;
  readonly label: string;
  readonly hint?: string;
  readonly kind: 'line' | 'text' | 'code' | 'choice';
  /** Of a choice: values with their words; the first is what holds unless another is chosen. */
  readonly choices?: readonly (readonly [string, string])[];
  readonly isRequired?: boolean;
}

export interface PanelDefinition {
  readonly title: string;
  readonly note: string;
  readonly group: keyof typeof boardsTexts.add.groups;
  /** Columns that it has at first. */
  readonly width: number;
  readonly options: readonly PanelOption[];
  readonly Panel: LazyPanel;
}

const words = boardsTexts.options;
const runner: readonly PanelOption[] = [
  { key: 'agent', label: words.agent, kind: 'line', isRequired: true },
  {
    key: 'kind',
    label: words.kind,
    kind: 'choice',
    choices: [
      ['agent', words.kinds.agent],
      ['workflow', words.kinds.workflow],
    ],
  },
];
const anyAgent: readonly PanelOption[] = [
  { key: 'agent', label: words.anyAgent, hint: words.anyAgentHint, kind: 'line' },
];
const sql: PanelOption = {
  key: 'sql',
  label: words.sql,
  hint: words.sqlHint,
  kind: 'code',
  isRequired: true,
};

const fleet = () => import('./fleet-panels.tsx');
const ofAgents = () => import('./agent-panels.tsx');
const insights = () => import('./insight-panels.tsx');
const ofSql = () => import('./sql-panels.tsx');

function define(
  name: keyof typeof boardsTexts.panels,
  definition: Omit<PanelDefinition, 'title' | 'note'>,
): [string, PanelDefinition] {
  const [title, note] = boardsTexts.panels[name];
  return [name, { title, note, ...definition }];
}

const fleetPanel = (
  name:
    | 'statistics'
    | 'attention'
    | 'health'
    | 'executions'
    | 'performance'
    | 'errors'
    | 'events'
    | 'alerts'
    | 'cost',
  width: number,
) =>
  define(name, {
    group: name === 'cost' ? 'money' : 'fleet',
    width,
    options: [],
    Panel: lazy(async () => ({ default: (await fleet()).fleetPanels[name] })),
  });

/** All panels that a board can have, by the name under which the hub keeps them. */
export const panelRegistry: ReadonlyMap<string, PanelDefinition> = new Map([
  fleetPanel('statistics', 4),
  fleetPanel('attention', 2),
  fleetPanel('health', 2),
  fleetPanel('executions', 4),
  fleetPanel('performance', 4),
  fleetPanel('errors', 2),
  fleetPanel('events', 2),
  fleetPanel('alerts', 2),
  fleetPanel('cost', 2),
  ...(
    [
      ['responseTimes', 'BoardResponseTimes', 4, anyAgent],
      ['anomalies', 'BoardAnomalies', 2, anyAgent],
      ['serviceMap', 'BoardMap', 4, []],
      ['scores', 'BoardScores', 4, anyAgent],
      ['worstRuns', 'BoardWorstRuns', 2, anyAgent],
      ['feedback', 'BoardFeedback', 2, anyAgent],
    ] as const
  ).map(([name, part, width, options]) =>
    define(name, {
      group: 'fleet',
      width,
      options,
      Panel: lazy(async () => ({ default: (await insights())[part] })),
    }),
  ),
  define('budgets', {
    group: 'money',
    width: 2,
    options: [],
    Panel: lazy(async () => ({ default: (await import('./budgets-panel.tsx')).BoardBudgets })),
  }),
  ...(
    [
      ['agentRuns', 'AgentRuns', runner],
      ['agentCauses', 'AgentCauses', runner.slice(0, 1)],
      ['agentBottlenecks', 'AgentBottlenecks', runner],
      ['agentAdvice', 'AgentAdvice', runner.slice(0, 1)],
      ['workflowSteps', 'WorkflowSteps', runner.slice(0, 1)],
    ] as const
  ).map(([name, part, options]) =>
    define(name, {
      group: 'agent',
      width: 2,
      options,
      Panel: lazy(async () => ({ default: (await ofAgents())[part] })),
    }),
  ),
  define('sqlChart', {
    group: 'own',
    width: 2,
    options: [
      sql,
      {
        key: 'form',
        label: words.form,
        kind: 'choice',
        choices: [
          ['line', 'Lines'],
          ['bars', 'Bars'],
        ],
      },
    ],
    Panel: lazy(async () => ({ default: (await ofSql()).SqlChartPanel })),
  }),
  define('sqlTable', {
    group: 'own',
    width: 2,
    options: [sql],
    Panel: lazy(async () => ({ default: (await ofSql()).SqlTablePanel })),
  }),
  define('sqlFigure', {
    group: 'own',
    width: 1,
    options: [sql, { key: 'unit', label: words.unit, hint: words.unitHint, kind: 'line' }],
    Panel: lazy(async () => ({ default: (await ofSql()).SqlFigurePanel })),
  }),
  define('text', {
    group: 'own',
    width: 2,
    options: [{ key: 'text', label: words.text, hint: words.textHint, kind: 'text', isRequired: true }],
    Panel: lazy(async () => ({ default: (await import('./text-panel.tsx')).TextPanel })),
  }),
]);

import type { Panel as GrafanaPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Context } from './context.ts';
import type { Place } from './layout.ts';
import { steps } from './limits.ts';
import { grafanaLink, runbookLinks } from './links.ts';
import type { Column, Panel, PanelKind, Sort } from './panel.ts';
import { sources, target } from './question.ts';
import { edgesOf, rowsOf } from './transformations.ts';

/** Grafana's name of each kind of panel. */
const types: Readonly<Record<PanelKind, string>> = {
  figure: 'stat',
  lines: 'timeseries',
  ranking: 'bargauge',
  table: 'table',
  heat: 'heatmap',
  states: 'state-timeline',
  log: 'logs',
  traces: 'table',
  graph: 'nodeGraph',
  note: 'text',
};

const shapes: Readonly<Record<PanelKind, 'lines' | 'now' | 'rows' | 'buckets'>> = {
  figure: 'now',
  lines: 'lines',
  ranking: 'now',
  table: 'rows',
  heat: 'buckets',
  states: 'lines',
  log: 'lines',
  traces: 'rows',
  graph: 'rows',
  note: 'now',
};

/** The newest value of a series. */
const newest = { calcs: ['lastNotNull'], fields: '', values: false };
const legendSorts: Readonly<Record<Sort, string>> = { max: 'Max', mean: 'Mean', last: 'Last *' };
/** Rows that a database gives are all of them; the newest value would be one. */
const everyRow = { calcs: ['lastNotNull'], fields: '/.*/', values: false };

/**
 * A panel in Grafana's classic form, with the defaults of the house: made by hand rather than by the builders of the
 * SDK, whose result is checked by its types all the same.
 */
export function renderPanel(panel: Panel, place: Place, context: Context): GrafanaPanel {
  const { kind, title, description, questions } = panel;
  const [first] = questions;
  // A figure with a trend asks for all of the time, and shows the newest.
  const shape = kind === 'figure' && panel.trend ? 'lines' : shapes[kind];
  return {
    ...place,
    type: types[kind],
    title,
    ...(description === '' ? {} : { description }),
    ...(kind === 'note' ? { transparent: true } : {}),
    ...(first === undefined ? {} : { datasource: sources[first.store] }),
    targets: questions.map((question, index) => target(question, index, shape)) as unknown as NonNullable<
      GrafanaPanel['targets']
    >,
    links: runbookLinks(panel.alerts, context) as NonNullable<GrafanaPanel['links']>,
    ...(kind === 'table' ? { transformations: rowsOf(panel) } : {}),
    ...(kind === 'graph' && first?.store === 'prometheus' ? { transformations: edgesOf(panel) } : {}),
    ...(kind === 'traces' ? repeated(panel) : {}),
    fieldConfig: { defaults: fieldDefaults(panel, context), overrides: overrides(panel, context) },
    options: options(panel),
  };
}

type FieldDefaults = NonNullable<GrafanaPanel['fieldConfig']>['defaults'];

function fieldDefaults(panel: Panel, context: Context): FieldDefaults {
  const { kind, unit, limits, empty, links = [] } = panel;
  if (kind === 'note') return {};
  return {
    unit,
    noValue: empty,
    ...(kind === 'lines' || kind === 'figure' || kind === 'ranking' ? {} : { custom: customOf(panel) }),
    ...(kind === 'lines' ? { custom: customOf(panel), color: { mode: 'palette-classic' } } : {}),
    ...(kind === 'figure' || kind === 'ranking' || kind === 'states'
      ? { color: { mode: 'thresholds' } }
      : {}),
    thresholds: { mode: 'absolute', steps: steps(limits) },
    links: links.map((link) => grafanaLink(link, context)),
  } as FieldDefaults;
}

function customOf(panel: Panel) {
  switch (panel.kind) {
    case 'lines':
      return {
        drawStyle: panel.stacked ? 'bars' : 'line',
        fillOpacity: panel.stacked ? 60 : 8,
        lineWidth: 1,
        showPoints: 'auto',
        // What is below zero, such as a budget that is overspent, is shown all the same.
        axisSoftMin: 0,
        // A pause of a scrape or two is no gap.
        spanNulls: 60_000,
        stacking: { mode: panel.stacked ? 'normal' : 'none', group: 'A' },
        thresholdsStyle: { mode: panel.limits === undefined ? 'off' : 'dashed' },
      };
    case 'states':
      return { fillOpacity: 70, lineWidth: 0, spanNulls: 60_000 };
    case 'table':
    case 'traces':
      return { align: 'auto', filterable: true, cellOptions: { type: 'auto' } };
    default:
      return {};
  }
}

function options(panel: Panel) {
  switch (panel.kind) {
    case 'figure':
      return {
        reduceOptions: panel.questions[0]?.store === 'hub' ? everyRow : newest,
        colorMode: panel.limits === undefined ? 'none' : 'value',
        graphMode: panel.trend ? 'area' : 'none',
        textMode: 'auto',
        justifyMode: 'auto',
        orientation: 'auto',
        wideLayout: true,
      };
    case 'lines':
      return {
        legend: {
          displayMode: 'table',
          placement: 'bottom',
          showLegend: true,
          calcs: ['lastNotNull', 'mean', 'max'],
          sortBy: legendSorts[panel.sort],
          sortDesc: true,
        },
        tooltip: { mode: 'multi', sort: 'desc' },
      };
    case 'ranking':
      return {
        reduceOptions: newest,
        displayMode: 'basic',
        orientation: 'horizontal',
        showUnfilled: true,
        valueMode: 'text',
        namePlacement: 'auto',
        sizing: 'auto',
        minVizHeight: 16,
        minVizWidth: 8,
        maxVizHeight: 300,
      };
    case 'table':
      return {
        showHeader: true,
        cellHeight: 'sm',
        footer: { show: false, reducer: ['sum'], fields: '', countRows: false },
        ...(panel.sortBy === null
          ? {}
          : { sortBy: [{ displayName: panel.sortBy.column, desc: panel.sortBy.largestFirst }] }),
      };
    case 'traces':
      return {
        showHeader: true,
        cellHeight: 'sm',
        footer: { show: false, reducer: ['sum'], fields: '', countRows: false },
      };
    case 'heat':
      return {
        calculate: false,
        cellGap: 1,
        color: { mode: 'scheme', scheme: 'Oranges', steps: 64, exponent: 0.5, fill: 'dark-orange' },
        exemplars: { color: 'rgba(255,0,255,0.7)' },
        filterValues: { le: 1e-9 },
        legend: { show: true },
        rowsFrame: { layout: 'auto' },
        tooltip: { mode: 'single', showColorScale: false, yHistogram: true },
        yAxis: { axisPlacement: 'left', unit: panel.unit, reverse: false },
      };
    case 'states':
      return {
        alignValue: 'left',
        mergeValues: true,
        rowHeight: 0.9,
        showValue: 'auto',
        legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
        tooltip: { mode: 'single', sort: 'none' },
      };
    case 'log':
      return {
        showTime: true,
        showLabels: false,
        showCommonLabels: false,
        wrapLogMessage: true,
        prettifyLogMessage: false,
        enableLogDetails: true,
        dedupStrategy: 'none',
        sortOrder: 'Descending',
      };
    case 'graph':
      return { nodes: {}, edges: {} };
    case 'note':
      return { mode: 'markdown', content: panel.markdown };
  }
}

/** Jaeger searches one service at a time: for each that the variable chooses, a panel. */
function repeated({ questions }: Panel & { kind: 'traces' }) {
  const [, name] = /^\$(\w+)$/.exec(String(questions[0]?.search?.service ?? '')) ?? [];
  return name === undefined ? {} : { repeat: name, repeatDirection: 'v' as const };
}

function overrides(panel: Panel, context: Context) {
  if (panel.kind !== 'table') return [];
  return [
    // What the panel says while there are no rows is no word for one cell without a value.
    { matcher: { id: 'byRegexp', options: '/.*/' }, properties: [{ id: 'noValue', value: '–' }] },
    ...Object.entries(panel.columns)
      .filter(([, { hidden = false }]) => !hidden)
      .map(([name, column]) => ({
        matcher: { id: 'byName', options: name },
        properties: columnProperties(column, context),
      })),
  ];
}

function columnProperties({ unit, empty, limits, links = [] }: Column, context: Context) {
  return [
    ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
    ...(empty === undefined ? [] : [{ id: 'noValue', value: empty }]),
    ...(limits === undefined
      ? []
      : [
          { id: 'thresholds', value: { mode: 'absolute', steps: steps(limits) } },
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
        ]),
    ...(links.length === 0 ? [] : [{ id: 'links', value: links.map((link) => grafanaLink(link, context)) }]),
  ];
}

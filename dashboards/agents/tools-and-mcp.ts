import type { Settings } from '../../infra/settings/schema.ts';
import { mcpErrors, mcpMethods, mcpRequests, mcpSessions } from '../panels/mcp.ts';
import {
  agentsOfTools,
  slowestToolCalls,
  toolCalls,
  toolDurations,
  toolErrors,
  toolFailures,
  toolFigures,
  toolsCompared,
} from '../panels/tools.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { heading, row, wide } from '../parts/layout.ts';

/** What agents do beside talking: tools, and the MCP servers that many of them are on. */
export function toolsAndMcp(_settings: Settings): DashboardParts {
  return {
    uid: 'tools-and-mcp',
    title: 'Tools and MCP',
    description:
      'How tools do: which are called, by whom, what fails, what is slow; and how MCP clients and servers talk.',
    rows: [
      row(4, ...toolFigures),
      row(8, toolCalls, toolFailures, toolDurations),
      row(9, wide(10, toolsCompared), wide(14, agentsOfTools)),
      row(8, toolErrors, slowestToolCalls),
      heading('MCP'),
      row(8, mcpRequests('client'), mcpRequests('server'), mcpErrors),
      row(8, mcpMethods('client'), mcpMethods('server')),
      row(6, mcpSessions('client'), mcpSessions('server')),
    ],
  };
}

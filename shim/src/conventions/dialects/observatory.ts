import { Attr } from '../attributes.ts';
import type { Dialect } from './dialect.ts';

/** Our own attributes, and the short names that the described systems use (contract, "Everywhere"). */
export const observatoryDialect: Dialect = {
  name: 'observatory',
  operations: [
    { attribute: Attr.executionKind, values: { agent: 'invoke_agent', workflow: 'invoke_workflow' } },
    {
      attribute: Attr.stepKind,
      values: {
        llm: 'chat',
        embedding: 'embeddings',
        tool: 'execute_tool',
        retrieval: 'retrieval',
        plan: 'plan',
      },
      otherwise: 'step',
      weak: true,
    },
    { attribute: Attr.stepName, values: {}, otherwise: 'step', weak: true },
  ],
  facts: {
    agentName: [Attr.agentName, 'agentType'],
    workflowName: [Attr.workflowName, 'workflowType'],
    executionOperation: [Attr.executionOperation],
    stepName: [Attr.stepName],
    userId: [Attr.userId, 'userId'],
    sessionId: [Attr.sessionId, 'sessionId'],
    taskId: [Attr.taskId, 'taskId'],
    workflowId: [Attr.workflowId, 'workflowId'],
  },
};

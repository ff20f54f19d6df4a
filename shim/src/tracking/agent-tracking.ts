import type { AgentTracking } from './types.ts';

const untracked = { id: '', cancel() {} };
const unheard = { setUsage() {}, setResponse() {}, firstChunk() {} };

/** Tracks work that runs inside a function (VX1). */
export const agentTracking: AgentTracking = {
  async trackExecution(_agentType, _operation, fn) {
    return await fn(untracked);
  },
  async trackWorkflow(_workflowType, _operation, fn) {
    return await fn(untracked);
  },
  async trackStep(_name, fn) {
    return await fn();
  },
  async trackInference(_options, fn) {
    return await fn(unheard);
  },
  async trackTool(_options, fn) {
    return await fn();
  },
};

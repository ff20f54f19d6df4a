import { randomBytes } from 'node:crypto';
import type { EnhancedObservability } from './types.ts';

/** Tracks work that the caller starts and ends by id (VX2). */
export const enhancedObservability: EnhancedObservability = {
  async startAgentExecution() {
    return randomBytes(24).toString('hex');
  },
  async recordExecutionStep() {},
  async completeAgentExecution() {},
  async failAgentExecution() {},
  async cancelAgentExecution() {},
};

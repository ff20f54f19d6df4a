/**
 * Whom and what the work belongs to. Given to `withContext`, it flows into every log line, span and event
 * of the work inside. The keys are the documents' short names; each is sent under its standard attribute too.
 */
export interface ObservabilityContext {
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly agentId?: string | undefined;
  readonly agentType?: string | undefined;
  readonly requestId?: string | undefined;
  readonly workflowId?: string | undefined;
  readonly workflowType?: string | undefined;
  readonly conversationId?: string | undefined;
  readonly taskId?: string | undefined;
}

import { ExecutionPage } from '../execution/execution-page.tsx';
import { ExecutionsPage } from './executions-page.tsx';

/** The list of executions, or the one that the address names. */
export function ExecutionsOrOne({ part }: { part: string }) {
  return part === '' ? <ExecutionsPage /> : <ExecutionPage key={part} id={part} />;
}

import { WorkflowList } from './workflow-list.tsx';
import { WorkflowPage } from './workflow-page.tsx';

/** All workflows, or the one that the address names. */
export function WorkflowsPage({ part }: { readonly part: string }) {
  return part === '' ? <WorkflowList /> : <WorkflowPage key={part} name={part} />;
}

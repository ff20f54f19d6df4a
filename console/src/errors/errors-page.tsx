import { ErrorList } from './error-list.tsx';
import { FailureGroupPage } from './failure-group-page.tsx';

/** What failed, by cause; or one cause, which the address names by its fingerprint. */
export function ErrorsPage({ part }: { part: string }) {
  return part === '' ? <ErrorList /> : <FailureGroupPage key={part} fingerprint={part} />;
}

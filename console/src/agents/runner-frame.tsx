import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Problem } from '../hub/problem.ts';
import { Answer } from '../parts/answer.tsx';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PauseButton } from '../parts/pause-button.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { agentsTexts } from '../texts/agents.ts';
import { shellTexts } from '../texts/shell.ts';

/** The range of such a page at first. */
export const RUNNER_MINUTES = 24 * 60;

interface RunnerFrameProps<D> {
  readonly page: 'agents' | 'workflows';
  readonly name: string;
  readonly query: UseQueryResult<D>;
  /** The hub's code of there being none of this name, and what is said of it. */
  readonly missing: { readonly code: string; readonly title: string; readonly text: string };
  /** Further links at the right of the way back. */
  readonly links?: ReactNode;
  readonly children: (data: D) => ReactNode;
}

/** Head of the page of one agent or one workflow, and what the hub answers of it. */
export function RunnerFrame<D>({ page, name, query, missing, links, children }: RunnerFrameProps<D>) {
  const isMissing = query.error instanceof Problem && query.error.code === missing.code;
  return (
    <>
      <Breadcrumb within={[[pagePath(page), shellTexts.pages[page]]]} current={name}>
        <Link href={`${pagePath('executions')}?${new URLSearchParams({ name, nested: '1' })}`}>
          {agentsTexts.one.executions}
        </Link>
        {links}
      </Breadcrumb>
      <PageHead title={name} rangeMinutes={RUNNER_MINUTES}>
        <PauseButton />
      </PageHead>
      {isMissing ? (
        <EmptyNote level={2} title={missing.title}>
          <p>{missing.text}</p>
        </EmptyNote>
      ) : (
        <Answer query={query} lines={10}>
          {children}
        </Answer>
      )}
    </>
  );
}

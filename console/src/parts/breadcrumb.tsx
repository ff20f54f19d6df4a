import type { ReactNode } from 'react';
import { Link } from '../place/link.tsx';
import { texts } from '../texts/common.ts';

interface BreadcrumbProps {
  /** Addresses and titles of what the page is within, the outermost first. */
  readonly within: readonly (readonly [path: string, title: string])[];
  /** What the page is about. */
  readonly current: string;
  /** Links to what belongs to it, at the right. */
  readonly children?: ReactNode;
}

/** Where a page belongs, and the ways back from it. */
export function Breadcrumb({ within, current, children }: BreadcrumbProps) {
  return (
    <nav className="obs-breadcrumb" aria-label={texts.breadcrumb}>
      <ol>
        {within.map(([path, title]) => (
          <li key={path}>
            <Link href={path} className="obs-foreign">
              {title}
            </Link>
          </li>
        ))}
        <li>
          <span className="obs-foreign" aria-current="page">
            {current}
          </span>
        </li>
      </ol>
      {children && <span className="obs-breadcrumb-aside">{children}</span>}
    </nav>
  );
}

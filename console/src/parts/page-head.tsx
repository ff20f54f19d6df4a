import type { ReactNode } from 'react';
import { usePage } from '../hooks/use-page.ts';
import { texts } from '../texts/common.ts';
import { TimeRangePicker } from '../time-range/time-range-picker.tsx';
import { ZoomToData } from '../time-range/zoom-to-data.tsx';

interface PageHeadProps {
  readonly title: string;
  /** A word on what is shown, such as that it stands still. */
  readonly note?: ReactNode;
  /** The range that the page has where the address says none, in minutes; without it the page has no range. */
  readonly rangeMinutes?: number;
  /** Buttons of the page. */
  readonly children?: ReactNode;
}

/** The head of a page: its title, which is the document's too, its time range, its buttons. */
export function PageHead({ title, note, rangeMinutes, children }: PageHeadProps) {
  usePage(texts.documentTitle(title));
  return (
    <div className="obs-page-head">
      <h1 className="obs-foreign">{title}</h1>
      <span className="obs-page-note" role="status">
        {note}
      </span>
      {rangeMinutes !== undefined && (
        <>
          <ZoomToData rangeMinutes={rangeMinutes} />
          <TimeRangePicker defaultMinutes={rangeMinutes} />
        </>
      )}
      {children}
    </div>
  );
}

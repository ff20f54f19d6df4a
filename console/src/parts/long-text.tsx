import { useState } from 'react';
import { visibleText } from '../lib/visible-text.ts';
import { texts } from '../texts/common.ts';
import { classNames } from './class-names.ts';
import { CopyButton } from './copy-button.tsx';

const SHORT = 1_200;
/** More than this at once would make the page slow. */
const MOST = 200_000;

/**
 * A text that somebody's program wrote, as it stands: cut until asked for, control characters visible. `isCode` sets it
 * in letters of one width.
 */
export function LongText({ text, label, isCode = false }: { text: string; label: string; isCode?: boolean }) {
  const [whole, setWhole] = useState(false);
  const isLong = text.length > SHORT;
  const end = whole ? MOST : SHORT;
  const shown = text.length > end ? `${text.slice(0, end)}…` : text;
  const shownText = visibleText(shown);
  return (
    <div className="obs-value">
      {isCode ? (
        // What scrolls must be reached by keyboard.
        <pre className="obs-value-text" tabIndex={mayScroll(shownText) ? 0 : undefined}>
          {shownText}
        </pre>
      ) : (
        <div className={classNames('obs-long-text obs-foreign', whole && 'is-whole')}>{shownText}</div>
      )}
      <div className="obs-value-actions">
        {whole && text.length > MOST && (
          <span className="obs-value-note">{texts.json.cut(MOST, text.length)}</span>
        )}
        {isLong && (
          <button type="button" className="obs-button is-quiet" onClick={() => setWhole(!whole)}>
            {whole ? texts.json.less : texts.json.more}
          </button>
        )}
        <CopyButton value={text} label={texts.execution.copyValue(label)} />
      </div>
    </div>
  );
}

/** From so many lines or letters on a box of code may be higher than it is allowed to be. */
const BOX_LINES = 15;
const BOX_LENGTH = 400;

function mayScroll(text: string): boolean {
  return text.length > BOX_LENGTH || text.split('\n').length > BOX_LINES;
}

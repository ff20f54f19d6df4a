import { Fragment } from 'react';
import { idParts, namePieces } from '../lib/name-pieces.ts';
import { briefText } from '../lib/visible-text.ts';
import { classNames } from './class-names.ts';

/** A longer piece breaks wherever it must, in characters. */
const LONGEST_WHOLE = 18;

/**
 * The name of something that others gave, in a table or another narrow place: its line breaks at separators. Of a long
 * random id a phone shows beginning and end; the whole is in its text and its title.
 */
export function Name({ name }: { readonly name: string }) {
  const id = idParts(name);
  if (id) {
    const [head, middle, tail] = id;
    return (
      <span className="obs-name is-id" title={name}>
        <span className="obs-name-head">{head}</span>
        <span className="obs-name-middle">{middle}</span>
        {tail}
      </span>
    );
  }
  const pieces = namePieces(briefText(name));
  const isLong = pieces.some(({ text }) => text.length > LONGEST_WHOLE);
  return (
    <span className={classNames('obs-name', isLong && 'is-long')}>
      {pieces.map(({ at, text }) => (
        <Fragment key={at}>
          {at > 0 && <wbr />}
          {text}
        </Fragment>
      ))}
    </span>
  );
}

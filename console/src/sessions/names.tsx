import { Name } from '../parts/name.tsx';
import { Link } from '../place/link.tsx';
import { type PageName, pagePath } from '../place/route.ts';
import { sessionsTexts as words } from '../texts/sessions.ts';

const SHOWN = 3;

interface NamesProps {
  /** The page on which each of them is. */
  readonly page: PageName;
  readonly names: readonly string[];
  /** How many there are in all. */
  readonly count: number;
}

/** A few names as links, and how many more there are. */
export function Names({ page, names, count }: NamesProps) {
  const shown = names.slice(0, SHOWN);
  return (
    <span className="obs-names">
      {shown.map((name) => (
        <Link key={name} href={pagePath(page, name)} className="obs-foreign">
          <Name name={name} />
        </Link>
      ))}
      {count > shown.length && <span className="obs-card-note">{words.andMore(count - shown.length)}</span>}
    </span>
  );
}

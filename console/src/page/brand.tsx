import { Link } from '../place/link.tsx';
import { texts } from '../texts/common.ts';

/** The name and sign of the product; leads to the list. */
export function Brand() {
  return (
    <Link href="/" className="obs-brand">
      <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" focusable="false">
        <rect className="obs-brand-ground" width="32" height="32" rx="8" />
        <path className="obs-brand-line" d="M6 22a10 10 0 0 1 20 0M16 12v10M5 25.4h22" />
        <circle className="obs-brand-star" cx="22.6" cy="8.4" r="1.9" />
      </svg>
      <span>{texts.product}</span>
    </Link>
  );
}

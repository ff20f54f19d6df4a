import { useState } from 'react';
import { dataOf } from '../hub/client.ts';
import { useHub } from '../hub/hub-context.tsx';
import { type Question, useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { Chip } from '../parts/chip.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { Icon } from '../parts/icon.tsx';
import { useSearch } from '../place/place-context.tsx';
import { useChangeSearch } from '../place/use-search-param.ts';
import { adminTexts } from '../texts/admin.ts';
import { rangeBounds } from '../time-range/time-range.ts';
import { TimeRangePicker } from '../time-range/time-range-picker.tsx';
import { useTimeRange } from '../time-range/use-time-range.ts';
import type { AuditRecord } from './admin-types.ts';
import { AuditTable } from './audit-table.tsx';
import { AuditVerification } from './audit-verification.tsx';

const words = adminTexts.audit;
const outcomes = ['done', 'refused', 'failed'] as const;
const filters = ['actor', 'action', 'target'] as const;
const PAGE = 100;
const MOST = 500;
const DAY_MINUTES = 24 * 60;

interface AuditFilter {
  readonly actor?: string;
  readonly action?: string;
  readonly target?: string;
  readonly outcome?: (typeof outcomes)[number];
  readonly from?: string;
  readonly to?: string;
}

const auditQuestion = (filter: AuditFilter, limit: number): Question<readonly AuditRecord[]> => ({
  key: ['audit', filter, limit],
  ask: async (hub, signal) =>
    (await dataOf(hub.api.GET('/api/v1/audit', { params: { query: { ...filter, limit } }, signal }))).entries,
});

/** Who changed what, read content, or was refused. */
export function AuditTab() {
  const { url, clock } = useHub();
  const address = new URLSearchParams(useSearch());
  const { range, isGiven } = useTimeRange(DAY_MINUTES);
  const [limit, setLimit] = useState(PAGE);
  const outcome = outcomes.find((one) => one === address.get('outcome'));
  const texts = Object.fromEntries(
    filters.flatMap((name) => {
      const value = address.get(name)?.trim();
      return value ? [[name, value]] : [];
    }),
  );
  // To the minute, so that the question stays the same between renders.
  const { fromMs, toMs } = rangeBounds(range, Math.ceil(clock.now() / 60_000) * 60_000);
  const times = isGiven ? { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() } : {};
  const audit = useHubQuery(auditQuestion({ ...texts, ...times, ...(outcome ? { outcome } : {}) }, limit), {
    keepsBefore: true,
  });
  return (
    <>
      <div className="obs-audit-head">
        <TimeRangePicker defaultMinutes={DAY_MINUTES} mayBeOpen />
        <AuditVerification />
        <a className="obs-button" href={`${url}/api/v1/audit/export`} download="audit-trail.ndjson">
          <Icon name="download" />
          {words.export}
        </a>
      </div>
      <Filters address={address} outcome={outcome} />
      <div className="obs-card">
        <div className="obs-card-body">
          <Answer query={audit} lines={10}>
            {(entries) => (
              <>
                <AuditTable entries={entries} />
                {entries.length === limit && limit < MOST && (
                  <button type="button" className="obs-button" onClick={() => setLimit(MOST)}>
                    {words.more}
                  </button>
                )}
                {entries.length === MOST && <p className="obs-card-note">{words.narrow}</p>}
              </>
            )}
          </Answer>
        </div>
      </div>
    </>
  );
}

function Filters({ address, outcome }: { address: URLSearchParams; outcome: string | undefined }) {
  const change = useChangeSearch();
  return (
    <search className="obs-alert-filter" aria-label={words.filter}>
      {filters.map((name) => (
        <FilterInput
          key={name}
          label={words.filters[name]}
          placeholder={words.filters[name]}
          text={address.get(name) ?? ''}
          onText={(text) => change({ [name]: text === '' ? null : text })}
        />
      ))}
      <div className="obs-choices">
        {outcomes.map((one) => (
          <Chip
            key={one}
            on={one === outcome}
            onClick={() => change({ outcome: one === outcome ? null : one })}
          >
            {words.outcomes[one]}
          </Chip>
        ))}
      </div>
    </search>
  );
}

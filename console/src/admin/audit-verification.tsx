import { dataOf } from '../hub/client.ts';
import { useHubAction } from '../hub/use-hub-query.ts';
import { formatExactCount } from '../lib/format-number.ts';
import { adminTexts } from '../texts/admin.ts';

const words = adminTexts.audit;

/** Verifies the chain of the audit trail, and says what it found. */
export function AuditVerification() {
  const verify = useHubAction((hub) => dataOf(hub.api.GET('/api/v1/audit/verification')));
  const { data, error } = verify;
  return (
    <>
      <button
        type="button"
        className="obs-button"
        disabled={verify.isPending}
        onClick={() => verify.mutate(undefined)}
      >
        {verify.isPending ? words.verifying : words.verify}
      </button>
      <span role="status" className={data?.ok === false ? 'is-broken' : 'is-whole-chain'}>
        {data?.ok && words.whole(formatExactCount(data.entries))}
        {data?.fault && words.broken(data.fault.sequence, data.fault.reason)}
        {error && adminTexts.failed(error.message)}
      </span>
    </>
  );
}

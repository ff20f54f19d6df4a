import { CopyButton } from '../parts/copy-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Snippet } from '../parts/snippet.tsx';
import { adminTexts } from '../texts/admin.ts';
import type { MadeApiKey } from './admin-types.ts';

const words = adminTexts.keys;

/** The secret of a key, which is shown this once; kept nowhere in the browser. */
export function SecretShown({ made: { key, secret }, onClose }: { made: MadeApiKey; onClose: () => void }) {
  return (
    <Dialog title={words.secretTitle(key.name)} onClose={onClose}>
      <p>{words.secretText}</p>
      <p className="obs-secret">
        <code>{secret}</code>
        <CopyButton value={secret} label={words.copy} withWord />
      </p>
      {key.scopes.includes('ingest') && (
        <Snippet
          title={words.usage}
          text={`OTEL_EXPORTER_OTLP_HEADERS=x-api-key=${secret}`}
          copyLabel={words.copyUsage}
        />
      )}
      <button type="button" className="obs-button is-primary" onClick={onClose}>
        {words.kept}
      </button>
    </Dialog>
  );
}

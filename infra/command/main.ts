import { RuleError, ruleErrorIn } from '../../alerts/rules/rule-error.ts';
import { MissingServerError } from '../install/cache.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { CommandError } from './command-error.ts';

// `observatory logs | head` closes the pipe early: that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  // Files of rules are the user's own: what they throw when they are loaded is told as a fault of theirs.
  const { program } = await import('./program.ts').catch((error: unknown) => {
    throw ruleErrorIn(error);
  });
  await program.parseAsync();
} catch (error) {
  const known = [CommandError, SettingsError, RuleError, MissingServerError].some(
    (kind) => error instanceof kind,
  );
  process.stderr.write(
    `observatory: ${error instanceof Error ? (known ? error.message : error.stack) : error}\n`,
  );
  process.exitCode = 1;
}

import { MembersPanel } from './members-panel.tsx';
import { SignInsPanel } from './sign-ins-panel.tsx';
import { ManagedPicker } from './use-managed.tsx';

/** People of the project with their roles, and who is signed in. */
export function PeopleTab() {
  return (
    <>
      <ManagedPicker />
      <MembersPanel />
      <div className="obs-cards">
        <SignInsPanel />
      </div>
    </>
  );
}

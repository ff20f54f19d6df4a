import { useHubQuery } from '../hub/use-hub-query.ts';
import { SelectField } from '../parts/select-field.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { adminTexts } from '../texts/admin.ts';
import { type Managed, projectsQuestion, sessionQuestion } from './admin-questions.ts';

/** Whoever administers this project administers the hub. */
const FIRST_PROJECT = 'default';

/** The project that the page manages, from the address; one's own unless it says another. */
export function useManaged(): Managed {
  const [project] = useSearchParam('project');
  return project === null ? {} : { project };
}

/** Chooses the project that is managed, for whoever administers the hub; nobody else has a choice. */
export function ManagedPicker() {
  const session = useHubQuery(sessionQuestion);
  const isOfHub = session.data?.project === FIRST_PROJECT;
  const projects = useHubQuery(projectsQuestion, { on: isOfHub });
  const [project, setProject] = useSearchParam('project');
  if (!isOfHub || (projects.data?.length ?? 0) < 2) return null;
  return (
    <div className="obs-managed">
      <SelectField
        label={adminTexts.managed}
        value={project ?? FIRST_PROJECT}
        options={(projects.data ?? []).map(({ id }) => [id, id])}
        onValue={(next) => setProject(next === FIRST_PROJECT ? null : next)}
      />
    </div>
  );
}

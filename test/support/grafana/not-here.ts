/** Panels whose servers cannot run as a process here: by dashboard, with the reason. */
const reasons: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'resource-usage': {
    'How much of its CPU limit does each container use?': 'cAdvisor and the kubelet measure containers alone',
    'How much of its memory limit does each container use?': 'the same',
    'Which containers are held back?': 'the same',
    'Which containers start again and again?': 'the same',
    'Which containers run out of memory?': 'the same',
  },
  'stack-health': {
    'How does Grafana answer?': 'Grafana does not run as a process',
    'How long does Grafana take to answer?': 'the same',
  },
};

/** Variables whose values only such servers have. */
const variables: Readonly<Record<string, readonly string[]>> = {
  'resource-usage': ['namespace', 'pod', 'container'],
};

/** Whether the values of a variable come from what cannot run here. */
export const hasNoValuesHere = (uid: string, variable: string): boolean =>
  variables[uid]?.includes(variable) ?? false;

/** Whether a question, `Title (A)`, asks what cannot run here. */
export const notHere = (uid: string, question: string): boolean =>
  Object.keys(reasons[uid] ?? {}).some((title) => question.startsWith(`${title} (`));

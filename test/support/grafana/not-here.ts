/** Panels whose servers cannot run as a process here: by dashboard, with the reason. */
const reasons: Readonly<Record<string, Readonly<Record<string, string>>>> = {};

/** Whether a question, `Title (A)`, asks what cannot run here. */
export const notHere = (uid: string, question: string): boolean =>
  Object.keys(reasons[uid] ?? {}).some((title) => question.startsWith(`${title} (`));

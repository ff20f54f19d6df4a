/**
 * Waits for work at most this long, keeping the process alive meanwhile: the connections of exporters do
 * not. Gives whether the work was done; a failure counts as done, its exporter has reported it.
 */
export async function withinDeadline(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  const done = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}

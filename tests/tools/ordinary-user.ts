/** Any user but root, for whom rights are no obstacle. */
const ORDINARY_USER = 65_534;

/** Does the work as someone whom rights bind. */
export async function asOrdinaryUser<Result>(work: () => Promise<Result>): Promise<Result> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(ORDINARY_USER);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

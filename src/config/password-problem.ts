/** What examples write where a password belongs: nobody's password, and everybody's first guess. */
const PLACEHOLDER =
  /^(?:(?:change|replace)[-_ ]?(?:me|it|this)|your[-_ ].*|<.*>|\$\{.*\}|pass(?:word|wd)?\d*|secret|example|placeholder|todo|x{3,}|admin|root|test|postgres|ballast)$/i;

/** Why the content of a password file is no password, or `undefined`. The answer never repeats it. Pure. */
export function passwordProblem(content: string): string | undefined {
  const password = content.replace(/\r?\n$/, '');
  if (password.trim() === '') return 'which is empty: write a password of its own into it, such as `openssl rand -hex 32` makes';
  if (!PLACEHOLDER.test(password.trim())) return undefined;
  return 'which holds a placeholder: write a password of its own into it, such as `openssl rand -hex 32` makes';
}

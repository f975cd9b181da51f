/** Space between two columns. */
const GAP = 2;
/** A column is not cut below this. */
const NARROWEST = 8;

/**
 * Rows as lines of equal columns, with their headings above. A heading that begins with `>` has its column at the right.
 * Where they would be wider than `width`, the widest left-hand columns are cut, and show it with `…`.
 * Texts of strangers cannot move the cursor: control characters are shown as `?`.
 */
export function renderTable(headings: readonly string[], rows: readonly (readonly string[])[], width = Infinity): readonly string[] {
  const titles = headings.map((heading) => heading.replace(/^>/, ''));
  const isRight = headings.map((heading) => heading.startsWith('>'));
  const cells = [titles, ...rows.map((row) => titles.map((_, column) => printable(row[column] ?? '')))];
  const widths = fitWidths(
    titles.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))),
    isRight,
    width - GAP * (titles.length - 1),
  );
  return cells.map((row) =>
    row
      .map((cell, column) => {
        const room = widths[column] ?? 0;
        return isRight[column] === true ? cell.padStart(room) : cut(cell, room).padEnd(room);
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

/** A text of at most `length` characters. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}

/** A text without what would steer a terminal. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '?');
}

function fitWidths(widths: readonly number[], isRight: readonly boolean[], room: number): readonly number[] {
  const fitted = [...widths];
  for (let excess = fitted.reduce((sum, width) => sum + width, 0) - room; excess > 0; excess--) {
    const widest = fitted.reduce(
      (best, width, column) => (isRight[column] !== true && width > (fitted[best] ?? 0) ? column : best),
      isRight.indexOf(false),
    );
    const width = fitted[widest];
    if (width === undefined || width <= NARROWEST) break;
    fitted[widest] = width - 1;
  }
  return fitted;
}

/** Space between two columns. */
const GAP = '  ';

/**
 * Rows as lines of equal columns, with their headings above. A heading that begins with `>` has its column at the right.
 * Texts of strangers cannot move the cursor: control characters are shown as `?`.
 */
export function renderTable(headings: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const titles = headings.map((heading) => heading.replace(/^>/, ''));
  const cells = [titles, ...rows.map((row) => titles.map((_, column) => printable(row[column] ?? '')))];
  const widths = titles.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, column) =>
        headings[column]?.startsWith('>') === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join(GAP)
      .trimEnd(),
  );
}

/** A text without what would steer a terminal. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '?');
}

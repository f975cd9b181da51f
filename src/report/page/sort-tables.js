/* Sorts a table by the column whose head is pressed; pressed again, the other way round. */
'use strict';

for (const table of document.querySelectorAll('.sortable')) {
  const heads = [...table.tHead.rows[0].cells];
  const value = (row, column, kind) => {
    const cell = row.cells[column];
    const text = cell.dataset.sort ?? cell.textContent;
    return kind === 'number' ? (text === '' ? -Infinity : Number(text)) : text;
  };
  heads.forEach((head, column) => {
    head.firstElementChild.addEventListener('click', () => {
      const direction = head.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', direction);
      const [kind, sign] = [head.dataset.kind, direction === 'ascending' ? 1 : -1];
      const body = table.tBodies[0];
      const keyed = [...body.rows].map((row) => ({ row, key: value(row, column, kind) }));
      keyed.sort((left, right) => sign * (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
      body.append(...keyed.map(({ row }) => row));
    });
  });
}

import { CRITERIA } from '../domain/criteria.ts';
import type { Judged, Judgement } from '../core/gate/judge.ts';
import { renderTable } from './table.ts';

/** A judgement as a table: what was asked, what was measured, and what is said of it. */
export function judgementLines({ criteria }: Judgement, width: number | undefined): readonly string[] {
  const rows = criteria.map(({ name, limit, measured, finding }): readonly string[] => [
    name,
    `${CRITERIA[name].passes} ${shown(name, limit)}`,
    measured === undefined ? '-' : shown(name, measured),
    finding,
  ]);
  return renderTable(['criterion', 'asked', '>measured', ''], rows, width);
}

function shown(name: Judged['name'], value: number): string {
  switch (CRITERIA[name].unit) {
    case 'share':
      return `${(value * 100).toFixed(2)}%`;
    case 'count':
      return String(value);
    case 'seconds':
      return `${value.toFixed(3)} s`;
    case 'ratio':
      return value.toFixed(2);
    case 'yes or no':
      return value === 1 ? 'yes' : 'no';
  }
}

import { posix } from 'node:path';
import { law, type Offence } from './law.ts';
import { isShipped, type Source } from './source-tree.ts';

law({
  rule: 'there is no import cycle, types included',
  find: (sources) => findCycles(sources.filter(({ path }) => isShipped(path))),
  planted: [
    {
      name: 'two files that import each other',
      files: { 'src/domain/a.ts': "import { b } from './b.ts';", 'src/domain/b.ts': "import type { A } from './a.ts';" },
      says: /a\.ts -> .*b\.ts -> .*a\.ts/,
    },
    {
      name: 'a cycle over three files',
      files: {
        'src/domain/a.ts': "export { b } from './b.ts';",
        'src/domain/b.ts': "import './c.ts';",
        'src/domain/c.ts': "type A = import('./a.ts').A;",
      },
      says: /move what both ends need/,
    },
  ],
  innocent: [
    {
      name: 'two ways to one file',
      files: {
        'src/a.ts': "import './b.ts'; import './c.ts';",
        'src/b.ts': "import './d.ts';",
        'src/c.ts': "import './d.ts';",
        'src/d.ts': '',
      },
    },
  ],
});

/** Depth first; a file that is met again while it is still open closes a cycle. Each cycle is told once. */
function* findCycles(sources: readonly Source[]): Iterable<Offence> {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const done = new Set<string>();
  const open: string[] = [];

  function* enter(source: Source): Iterable<Offence> {
    open.push(source.path);
    for (const { specifier, node } of source.imports) {
      const target = byPath.get(posix.join(posix.dirname(source.path), specifier));
      if (!specifier.startsWith('.') || target === undefined || done.has(target.path)) continue;
      const start = open.indexOf(target.path);
      if (start === -1) {
        yield* enter(target);
      } else {
        yield {
          path: source.path,
          line: source.lineAt(node.getStart()),
          problem: `closes the cycle ${[...open.slice(start), target.path].join(' -> ')}`,
          instead: 'move what both ends need to a file of its own that imports neither',
        };
      }
    }
    open.pop();
    done.add(source.path);
  }

  for (const source of sources) if (!done.has(source.path)) yield* enter(source);
}

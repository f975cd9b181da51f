import { liveThrough, type Story } from './live-through.ts';
import type { Law } from './invariants.ts';

/** The shortest story found in which the same law is broken: troubles are left out, many at first and then one by one, while it still is. */
export async function shrink(story: Story, law: Law): Promise<Story> {
  const { seed } = story;
  let left = story.troubles;
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < left.length;) {
      const troubles = left.filter((_, place) => place < start || place >= start + size);
      const { violation } = await liveThrough({ seed, troubles });
      if (violation?.law === law) left = troubles;
      else start += size;
    }
  }
  return { seed, troubles: left };
}

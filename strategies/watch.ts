import { defineStrategy, z } from 'ballast';

/** Looks on and trades nothing: `ballast regime` runs it to see what the models say, a session to see what a venue sends. */
export default defineStrategy({
  id: 'watch',
  version: '1.0.0',
  params: z.object({}),
  onBar: () => undefined,
});

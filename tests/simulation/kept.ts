import type { Story } from './live-through.ts';

/** Stories that broke a law once. They are lived through again with every test. */
export const KEPT: readonly (Story & { readonly tells: string })[] = [];

/** What `import ... from 'ballast'` gives: everything that a strategy is written with. */
export * from './strategy/index.ts';

/** Error codes of strategies and their indicators. */
export const strategyCodes = {
  STRATEGY_NOT_FOUND: {
    meaning: 'There is no strategy of this name, or no file at this path.',
    mend: 'Name a strategy that ships with Ballast, or give the path of a strategy file.',
  },
  STRATEGY_SYNTAX: {
    meaning: "A strategy's file is not valid TypeScript that Node can run as it stands.",
    mend: 'Correct the named line. Enums, namespaces, parameter properties and decorators are not supported.',
  },
  STRATEGY_FORBIDDEN: {
    meaning:
      'A strategy reaches for something that would make its backtest differ from its live run: a clock, randomness, the network, the disk.',
    mend: 'Use what the context offers instead; docs/strategies.md lists what is refused and why.',
  },
  STRATEGY_INVALID: {
    meaning: 'A strategy file does not export a strategy, or its definition contradicts itself.',
    mend: 'Make defineStrategy({ ... }) the default export of the file; docs/strategies.md has a complete example.',
  },
  STRATEGY_PARAMETER: {
    meaning: 'A parameter of a strategy is unknown, missing or out of range.',
    mend: 'Use one of the named parameters within its range.',
  },
  INDICATOR_INVALID: {
    meaning: 'An indicator was asked for with a length or width that it cannot have.',
    mend: "Correct the named number; give the strategy's parameter a range that keeps it valid.",
  },
  INDICATOR_NOT_FINITE: {
    meaning: 'An indicator was given a value that is NaN or infinite, usually that of another indicator which is not ready.',
    mend: 'Push a value only once its source is ready: if (source.isReady) target.push(source.value).',
  },
} as const;

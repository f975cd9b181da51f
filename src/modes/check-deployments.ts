import { loadDefinition, loadStrategy } from '../adapters/strategies/load-strategy.ts';
import { parameterProblems } from '../adapters/strategies/parameters.ts';
import { isStrategyPath } from '../config/check-files.ts';
import { instrumentOf } from '../config/instrument-definition.ts';
import type { Config, StrategyDeployment } from '../config/schema.ts';
import type { KeyViolation } from '../config/violation.ts';
import { findInstrument } from '../data/instruments/find-instrument.ts';
import { isBallastError } from '../kernel/errors.ts';
import { checkCurrency } from './session-terms.ts';

/**
 * What is wrong with the enabled strategies of a configuration that its text does not tell: a strategy that cannot be loaded, parameters
 * that it does not take, instruments that nobody knows. Files that are not there are the business of `checkFiles`.
 */
export async function checkDeployments(config: Config, folder: string): Promise<readonly KeyViolation[]> {
  const violations: KeyViolation[] = [];
  for (const [index, deployment] of config.strategies.entries()) {
    if (!deployment.enabled) continue;
    const path = ['strategies', index];
    violations.push(...checkInstruments(deployment, config, path), ...(await checkStrategy(deployment, folder, path)));
  }
  return violations;
}

function checkInstruments({ instruments }: StrategyDeployment, config: Config, path: readonly PropertyKey[]): KeyViolation[] {
  const also = config.instruments.map(instrumentOf);
  return instruments.flatMap((id, place) => {
    const problem = problemOf(() => checkCurrency(findInstrument(id, { also }), config.account.currency));
    return problem === undefined ? [] : [{ path: [...path, 'instruments', place], problem: `is ${id}: ${problem}` }];
  });
}

async function checkStrategy(
  { strategy, params }: StrategyDeployment,
  folder: string,
  path: readonly PropertyKey[],
): Promise<KeyViolation[]> {
  try {
    const { definition } = await loadDefinition(strategy, folder);
    const wrong = parameterProblems(definition, params);
    if (wrong.length > 0)
      return wrong.map(({ name, what, mend }) => ({
        path: [...path, 'params', name],
        problem: `cannot be: ${what}. ${mend}`,
        atKey: true,
      }));
    await loadStrategy(strategy, { params, cwd: folder });
    return [];
  } catch (error) {
    if (!isBallastError(error)) throw error;
    if (error.code === 'STRATEGY_NOT_FOUND' && isStrategyPath(strategy)) return [];
    return [{ path: [...path, 'strategy'], problem: `is ${strategy}, which cannot run: ${error.code}, ${error.message}. ${error.mend}` }];
  }
}

/** What a check raises, as words. */
function problemOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (isBallastError(error)) return error.message;
    throw error;
  }
}

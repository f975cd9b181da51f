import type { Config } from '../../config/schema.ts';
import { PROFILES, SEARCHED, type Profile } from '../../core/gate/profiles.ts';
import type { Criteria } from '../../domain/criteria.ts';

/** The names of profiles, as `ballast validate --profile` takes them. */
export const PROFILE_NAMES = [...(Object.keys(PROFILES) as (keyof typeof PROFILES)[]), 'custom'] as const;
/** One of them. */
export type ProfileName = (typeof PROFILE_NAMES)[number];

/** What a profile asks; `custom` is exactly that of the configuration. By the others a deployment that came from a search is asked about the search too. */
export function validationRules(name: ProfileName, { validation }: Pick<Config, 'validation'>, isSearched = false): Profile {
  if (name === 'custom') return customProfile(validation);
  const profile = PROFILES[name];
  return isSearched ? { ...profile, criteria: { ...profile.criteria, ...SEARCHED } } : profile;
}

function customProfile({ length, allowance, criteria }: Config['validation']): Profile {
  const asked = Object.entries(criteria).flatMap(([name, limit]) => (limit === undefined ? [] : [[name, Number(limit)]]));
  return { length, allowance, criteria: Object.fromEntries(asked) as Criteria };
}

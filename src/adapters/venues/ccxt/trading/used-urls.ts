import type { UrlTree } from '../feed-urls.ts';

/** The addresses at some places of ccxt's tree of them; a place that the tree lacks is one that ccxt cannot use. */
export function urlsAt(tree: UrlTree, ...places: readonly (readonly string[])[]): readonly string[] {
  return places.flatMap((place) => {
    const found = place.reduce<UrlTree>((branch, name) => (typeof branch === 'object' ? branch[name] : undefined), tree);
    return typeof found === 'string' ? [found] : [];
  });
}

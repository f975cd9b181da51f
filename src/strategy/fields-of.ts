/** The names of an object's fields and getters, inherited ones included. */
export function fieldsOf(object: object): readonly string[] {
  const names: string[] = [];
  for (
    let level: object | null = object;
    level !== null && level !== Object.prototype;
    level = Object.getPrototypeOf(level) as object | null
  )
    names.push(...Object.getOwnPropertyNames(level).filter((name) => name !== 'constructor'));
  return names;
}

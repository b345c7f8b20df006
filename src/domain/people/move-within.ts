/** A list with one entry moved a place up or down; the very same list where there is no further place (spec 03). */
export function moveWithin<T>(list: readonly T[], entry: T, direction: 'up' | 'down'): readonly T[] {
  const from = list.indexOf(entry);
  const to = from + (direction === 'up' ? -1 : 1);
  const other = list[to];
  if (from < 0 || other === undefined) return list;
  return list.map((each, index) => (index === from ? other : index === to ? entry : each));
}

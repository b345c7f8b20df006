/** The key of a new stage, from its English name: stable from then on, and none of those that are taken (spec 03). */
export function stageKeyOf(name: string, taken: readonly string[]): string {
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const base = /^[a-z]/.test(words) ? words.slice(0, 40) : `stage_${words}`.slice(0, 40).replace(/_$/, '');
  for (let count = 1; ; count += 1) {
    const key = count === 1 ? base : `${base}_${count}`;
    if (!taken.includes(key)) return key;
  }
}

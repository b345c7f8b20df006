/**
 * A hash of 128 bits in hexadecimal digits: four lanes of multiply-and-mix, as murmur has them. It tells texts apart that
 * nobody makes collide on purpose, and is the same on every machine (spec 06: the identity of a row).
 */
export function hashText(text: string): string {
  let [one, two, three, four] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    one = two ^ Math.imul(one ^ code, 597399067);
    two = three ^ Math.imul(two ^ code, 2869860233);
    three = four ^ Math.imul(three ^ code, 951274213);
    four = one ^ Math.imul(four ^ code, 2716044179);
  }
  one = Math.imul(three ^ (one >>> 18), 597399067);
  two = Math.imul(four ^ (two >>> 22), 2869860233);
  three = Math.imul(one ^ (three >>> 17), 951274213);
  four = Math.imul(two ^ (four >>> 19), 2716044179);
  const first = one ^ two ^ three ^ four;
  return [first, two ^ first, three ^ first, four ^ first]
    .map((lane) => (lane >>> 0).toString(16).padStart(8, '0'))
    .join('');
}

interface Person {
  readonly id: number;
  readonly name: string;
  readonly username: string;
}

/** Latin letters and digits go on: `@rd` is not in `@rdx`, nor in `@rd.example.com`. */
const GOES_ON = /^(?:[a-z0-9_]|[.-][a-z0-9])/;
const IN_A_WORD = /[a-z0-9._%+-]/;

/**
 * Ids of the people whom a text mentions (spec 01, note): `@` and their name or user name. Names are written without
 * a space after them, so the longest name that fits at each `@` is meant; the `@` of an e-mail address means nobody.
 */
export function mentionedIn(text: string, people: readonly Person[]): number[] {
  const idsOf = new Map<string, number[]>();
  for (const { id, name, username } of people) {
    for (const called of new Set([name.toLowerCase(), username.toLowerCase()])) {
      idsOf.set(called, [...(idsOf.get(called) ?? []), id]);
    }
  }
  const lengths = [...new Set([...idsOf.keys()].map(({ length }) => length))].sort((a, b) => b - a);
  const found = new Set<number>();
  const lower = text.toLowerCase();
  for (let at = lower.indexOf('@'); at >= 0; at = lower.indexOf('@', at + 1)) {
    if (IN_A_WORD.test(lower.charAt(at - 1))) continue;
    const longest = lengths
      .map((length) => lower.slice(at + 1, at + 1 + length))
      .find((name) => idsOf.has(name) && endsIn(lower, at + 1 + name.length));
    for (const id of idsOf.get(longest ?? '') ?? []) found.add(id);
  }
  return [...found];
}

/** Whether a name that stands before this point ends there. */
function endsIn(text: string, end: number): boolean {
  return !/[a-z0-9_]/.test(text.charAt(end - 1)) || !GOES_ON.test(text.slice(end, end + 2));
}

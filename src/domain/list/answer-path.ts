type Literal = string | number | boolean;
type Bound = string | number | Date;

/** What the answer to a field must be: one of some values or beginnings; or within bounds, if there are any. */
interface AnswerClaim {
  readonly values: readonly Literal[];
  readonly beginnings: readonly string[];
  readonly from: Bound | null;
  readonly to: Bound | null;
  readonly before: Bound | null;
}

/**
 * A claim about an answer in the language of JSON paths, where a list of several answers is looked into by itself
 * (spec 04, 07); empty where nothing is claimed.
 */
export function answerPath(key: string, claim: Partial<AnswerClaim>): string {
  const { values = [], beginnings = [], from = null, to = null, before = null } = claim;
  const answer = `$.${JSON.stringify(key)}`;
  const compared = (sign: string, value: Literal | Bound): string =>
    `${answer} ${sign} ${JSON.stringify(value)}`;
  const bounds = [
    ...(from === null ? [] : [compared('>=', from)]),
    ...(to === null ? [] : [compared('<=', to)]),
    ...(before === null ? [] : [compared('<', before)]),
  ];
  if (bounds.length > 0) return bounds.join(' && ');
  return [
    ...values.map((value) => compared('==', value)),
    ...beginnings.map((start) => compared('starts with', start)),
  ].join(' || ');
}

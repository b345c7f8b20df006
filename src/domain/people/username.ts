/** What a user name may be (spec 03): the database says the same. */
const USERNAME = /^[A-Za-z0-9][A-Za-z0-9._-]{1,49}$/;

export function isUsername(text: string): boolean {
  return USERNAME.test(text);
}

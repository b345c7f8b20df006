/**
 * Password rules after NIST 800-63B (spec 03): length and a list of the common ones, no composition puzzles.
 * Answers a problem code of `form.problem`, or null when it will do.
 */
export function judgePassword(
  password: string,
  username: string,
): 'password_short' | 'password_common' | null {
  if ([...password].length < MIN_PASSWORD_LENGTH) return 'password_short';
  const plain = password.toLowerCase();
  const rest = COMMON.reduce((left, word) => left.replaceAll(word, ''), plain);
  const simple = new Set(plain).size < 4 || rest.length < 4;
  return simple || (username !== '' && plain.includes(username.toLowerCase())) ? 'password_common' : null;
}

export const MIN_PASSWORD_LENGTH = 10;

/** The stems of the lists of leaked passwords; what is left beside them must still say something. */
const COMMON = [
  '1234567890',
  '0123456789',
  '123456789',
  '12345678',
  '123456',
  'password',
  'passw0rd',
  'qwertyuiop',
  'qwerty',
  'asdfghjkl',
  '1q2w3e4r5t',
  '1qaz2wsx3edc',
  'iloveyou',
  'woaini',
  'a123456',
  'admin',
  'gongdan',
  'letmein',
  'welcome',
  'abcdefghij',
  '5201314',
  'qq123456',
];

/** Letters and digits that nobody mistakes for one another, whatever the typeface. */
const CLEAR = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/**
 * A password to be read out and typed once: four times four characters. `random` gives bytes; those that would make
 * some characters likelier than others are passed over.
 */
export function makePassword(random: () => number): string {
  const fair = 256 - (256 % CLEAR.length);
  const pick = (): string => {
    for (;;) {
      const byte = random();
      if (byte < fair) return CLEAR[byte % CLEAR.length] ?? '';
    }
  };
  const part = (): string => Array.from({ length: 4 }, pick).join('');
  return [part(), part(), part(), part()].join('-');
}

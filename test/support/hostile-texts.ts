interface Hostile {
  /** The value in a body, byte for byte. */
  readonly sent: string;
  /** The text it stands for; null where the bytes are no text. */
  readonly text: string | null;
}

const text = (value: string): Hostile => ({ sent: encodeURIComponent(value), text: value });
const bytes = (sent: string): Hostile => ({ sent, text: null });

/** What people, programs and enemies put into a text (spec 10, "bad input"). */
export const HOSTILE_TEXTS: Readonly<Record<string, Hostile>> = {
  'a hundred thousand characters': text('长'.repeat(100_000)),
  emoji: text('👨‍👩‍👧‍👦 坏了 🇨🇳 😀'),
  'right to left': text('\u202eabc\u202c \u200fשלום\u200e مرحبا'),
  'nothing to see': text(' \u200b\u3000\u00a0 '),
  'odd but legal': text(
    `退\u200b款\ufeff a\u2028b\u2029c\u0085d \ue000\u{10fffd}\ufffe z${'\u0351'.repeat(30)}`,
  ),
  'NUL inside': text('a\u0000b'),
  'control characters': text('a\u0007\u001b[31mb'),
  'line breaks': text('第一行\n第二行'),
  html: text(`<b>粗</b> &amp; &lt; <img src=x onerror=alert(1)> "'\`><svg/onload=alert(1)>`),
  script: text('</textarea></script><script>alert(1)</script>'),
  formula: text("=cmd|' /C calc'!A0"),
  'other languages': text(
    `<%= 1 %> {{x}} \${7*7} $t(shell.product) '; drop table x; -- %s %00 \\u0000 C:\\temp\\`,
  ),
  'prototype key': text('__proto__'),
  'a surrogate, as bytes': bytes('a%ED%A0%80b'),
  'no UTF-8 at all': bytes('a%ff%feb'),
  'UTF-8 cut short': bytes('%E9%80'),
  'half an escape': bytes('%zz%u0041%'),
  'GBK bytes': bytes('%CD%CB%BF%EE'),
};

/** One of each kind: for inputs where the text itself does not matter. */
export const SOME_HOSTILE_TEXTS = Object.fromEntries(
  ['emoji', 'NUL inside', 'html', 'prototype key', 'a surrogate, as bytes', 'no UTF-8 at all'].flatMap(
    (name) => (HOSTILE_TEXTS[name] ? [[name, HOSTILE_TEXTS[name]] as const] : []),
  ),
);

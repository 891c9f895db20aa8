import fc from 'fast-check'

/** Lines that mean something in one of the forms, or in Markdown or YAML. */
const telling = fc.constantFrom(
  ...[
    'Overview',
    'music & arts',
    'History {overview}',
    'A {other #b}',
    'A {none}',
    '{history}',
    '\\Overview',
  ],
  ...[
    'Region: Japan',
    'Slug: a',
    '\\\\Locale: b',
    'View on The Culture Atlas',
    'View on The Culture Atlas: x',
  ],
  ...[
    '# a',
    '## b',
    '## History',
    '### c',
    '\\# d',
    '---',
    '===',
    '```',
    '~~~ e',
    '> f',
    '- g',
    '* h',
    '1. i',
  ],
  ...[
    '    j',
    '[k]: l',
    '[[m]]',
    '| n |',
    '|---|',
    '<o>',
    '*p*',
    'q:',
    '"r"',
    "'s'",
    '@t',
    '%',
    '!u',
    '&v',
    '*w',
  ],
  ...[
    'true',
    'null',
    '~',
    '1.0',
    '004',
    '#',
    '',
    ' ',
    '\t',
    '字。',
    'é',
    'e\u0301',
    'שלום',
    '👩‍👩‍👧',
    '\u00a0',
    '\u3000',
    '\u2028',
    '\ufeff',
  ],
)
const anything = fc
  .string({ unit: 'binary', maxLength: 20 })
  .map((text) => text.replaceAll('\0', ''))
export const piece = fc.oneof(telling, anything, fc.constant('Some plain words.'))

const lineOf = (pieces: fc.Arbitrary<string>) =>
  pieces.map((text) => text.replace(/[\r\n]/g, ' ').trim()).filter((text) => text !== '')
/** Any text on one line, without blanks at its ends. */
export const line = lineOf(
  fc.oneof(
    piece,
    fc.tuple(piece, piece).map((pieces) => pieces.join(' ')),
  ),
)
/** Bodies of any lines whatever. */
export const wildBody = fc
  .array(
    fc.tuple(
      fc.oneof(
        piece,
        fc.tuple(piece, piece).map((two) => two.join('')),
      ),
      fc.constantFrom('\n', '\n\n', '\r\n', '  \n', '\n\n\n'),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((lines) => lines.flat().join(''))

/** Bodies as both forms keep them to the letter: paragraphs parted by one blank line, without `#` headings and fences. */
export const plainBody = fc
  .array(
    fc.array(
      line.filter((text) => !/^(#|```|~~~)/.test(text)),
      { minLength: 1, maxLength: 3 },
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((paragraphs) => paragraphs.map((lines) => lines.join('\n')).join('\n\n'))

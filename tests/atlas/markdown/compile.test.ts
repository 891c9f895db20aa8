import { describe, expect, it } from 'vitest'
import { compileMarkdown } from '../../../src/atlas/markdown/markdown.ts'

const compile = (source: string, locale = 'en') => compileMarkdown(source, locale, () => null)

describe('compiling a body', () => {
  it('renders the Markdown of bodies: emphasis, strikethrough, code, lists, quotations and tables', () => {
    const { html } = compile(
      '*a* **b** ~~c~~ `d`\n\n3. e\n\n> f\n\n| g | h |\n|---|--:|\n| i | j |\n\n```ts\nk\n```\n\n---',
    )
    for (const part of [
      '<em>a</em> <strong>b</strong> <del>c</del> <code>d</code>',
      '<ol start="3">',
      '<blockquote>\n<p>f</p>\n</blockquote>',
      '<th style="text-align:right">h</th>',
      '<code class="language-ts">k',
      '<hr />',
    ]) {
      expect(html).toContain(part)
    }
  })

  it.each([
    ['# a\n\n## b', '<h3>a</h3>\n<h4>b</h4>\n'],
    ['### a\n\n#### b', '<h3>a</h3>\n<h4>b</h4>\n'],
    ['## a\n\n# b', '<h4>a</h4>\n<h3>b</h3>\n'],
    ['# a\n\n###### b', '<h3>a</h3>\n<h6>b</h6>\n'],
  ])('sets the highest heading of %j one below the heading of its section', (source, html) => {
    expect(compile(source).html).toBe(html)
  })

  it('marks links that leave the site and keeps relative ones as they are', () => {
    const { html } = compile('[a](https://a.test/) [b](//b.test) [c](/c) <https://d.test>')
    expect(html).toBe(
      '<p><a href="https://a.test/" rel="noopener">a</a> <a href="//b.test" rel="noopener">b</a> ' +
        '<a href="/c">c</a> <a href="https://d.test" rel="noopener">https://d.test</a></p>\n',
    )
  })

  it.each([
    ['[x](javascript:alert(1))', '<p>x</p>\n', 'javascript: link'],
    ['[x](JaVa&#115;cript:alert(1))', '<p>x</p>\n', 'javascript: link'],
    ['[x](<java\tscript:alert(1)>)', '<p>x</p>\n', 'javascript: link'],
    ['<vbscript:a>', '<p>vbscript:a</p>\n', 'vbscript: link'],
    ['![a *b*](data:image/png;base64,AAAA)', '<p>a b</p>\n', 'data: image'],
    ['![a](b.png)', '<p>a</p>\n', 'image without an http(s) address'],
    [
      '[![a](data:x)](https://b.test)',
      '<p><a href="https://b.test" rel="noopener">a</a></p>\n',
      'data: image',
    ],
  ])('takes the address away from %s, keeps its text and says so', (source, html, removed) => {
    expect(compile(source)).toMatchObject({ html, removed: [removed] })
  })

  it('shows raw HTML as text and says so, once for each tag', () => {
    const { html, removed } = compile('<b>x</b> <b>y</b>\n\n<script>alert(1)</script>\n\n`<i>`')
    expect(html).not.toMatch(/<b>|<script|<i>/)
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(removed).toEqual(
      ['<b>', '</b>', '<script>', '</script>'].map((tag) => `raw HTML is shown as text: ${tag}`),
    )
  })

  it('says when text is nested so deep that it does not show', () => {
    expect(compile(`${'> '.repeat(60)}deep`).removed).toEqual([])
    expect(compile(`${'> '.repeat(120)}deep`)).toMatchObject({
      text: '',
      removed: ['text nested deeper than 100 levels'],
    })
  })
})

describe('the plain text of a body', () => {
  it('equals a body of plain paragraphs', () => {
    const body = 'One — “two” & three < 4.\nFive: 6 * 7.\n\nAcht, 九。\n\nl’été 100 %'
    expect(compile(body).text).toBe(body)
  })

  it('parts blocks by a blank line and puts list items and table rows on lines', () => {
    const body =
      'a *b*  \nc &amp; d\n\n- e\n- f\n  - g\n\nh\n\n1. i\n\n   j\n2. k\n\n| l | m |\n|---|---|\n| n | o |\n\n    p\n\nq'
    expect(compile(body).text).toBe(
      'a b\nc & d\n\ne\nf\ng\n\nh\n\ni\n\nj\nk\n\nl\tm\nn\to\n\np\n\nq',
    )
  })

  it.each([
    ['en', "Don't count **twice**, it's one.", 5],
    ['ja', '私は日本語を勉強しています。', 8],
    ['en', '— … !', 0],
  ])('counts words by the rules of %s: %s', (locale, source, wordCount) => {
    expect(compile(source, locale).wordCount).toBe(wordCount)
  })

  it('counts the words of a long text as those of its parts', () => {
    const sentence = 'Six words make up this sentence. '
    expect(compile(sentence.repeat(1000)).wordCount).toBe(6000)
  })

  it.each([
    [0, 0],
    [1, 1],
    [200, 1],
    [201, 2],
  ])('takes whole minutes to read: %i words, %i minutes', (words, minutes) => {
    expect(compile('word '.repeat(words)).readingMinutes).toBe(minutes)
  })
})

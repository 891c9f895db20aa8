import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCleanHtml } from '../../../src/atlas/markdown/clean-html.ts'
import { sanitise, takenApart } from '../../../src/atlas/markdown/sanitise.ts'

describe('the wall behind the parser', () => {
  it.each([
    ['<p>a<script>alert(1)</script></p>', '<p>a</p>', '<script> element'],
    ['<p onclick="a()">b</p>', '<p>b</p>', 'onclick attribute of <p>'],
    ['<a href="javascript:a()">b</a>', '<a>b</a>', 'javascript: link'],
    ['<a href="java\tscript:a()">b</a>', '<a>b</a>', 'java\tscript: link'],
    ['<img src="data:x" alt="a">', '<img alt="a" />', 'data: image'],
    ['<iframe src="https://a.test"></iframe>', '', '<iframe> element'],
    ['<h1>a</h1>', 'a', '<h1> element'],
  ])('turns %s into %s and says what is gone', (html, clean, removed) => {
    expect(sanitise(html)).toEqual({ html: clean, removed: [removed] })
  })

  it('lets through what the parser makes and text in another language', () => {
    const html =
      '<h3>a</h3><p><span lang="ja">字</span> <a href="/b" title="c">d</a> <img src="https://e.test/f" alt="g" /></p>'
    expect(sanitise(html)).toEqual({ html, removed: [] })
  })

  it('stands open for what it would let through as it is, and for nothing else', () => {
    const address = 'https://a.test/b?c=d#e'
    const tags = [
      ...['p', 'h3', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code', 'em', 'strong', 'del'],
      ...[`a href="${address}"`, `a href="${address}" rel="noopener"`, `a href="x" onclick="y"`],
      ...['a href="javascript:x"', 'script', 'table', 'p class="x"', 'h1'],
    ]
    const texts = ['a ', '"', '&quot;', '&amp;lt;', '&lt;b', '&nbsp;', '\n', 'x > y', '<', '</p>']
    const { html } = fc.letrec<{ html: string }>((tie) => ({
      html: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(...texts),
        fc
          .tuple(fc.constantFrom(...tags), fc.array(tie('html'), { maxLength: 3 }))
          .map(([tag, inner]) => `<${tag}>${inner.join('')}</${tag.split(' ')[0]}>`),
      ),
    }))
    let open = 0
    fc.assert(
      fc.property(html, (some) => {
        open += Number(isCleanHtml(some))
        expect(sanitise(some)).toEqual(takenApart(some))
      }),
      { numRuns: 1500 },
    )
    expect(open).toBeGreaterThan(200)
    expect(isCleanHtml('<p>a</p><script>b</script>')).toBe(false)
    expect(isCleanHtml('<p>a</p onclick="b()">')).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { sanitise } from '../../../src/atlas/markdown/sanitise.ts'

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
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { contentOf, publish, save, savePublished, takeBack } from '../support/factories.ts'

let running: RunningApp
afterAll(() => running.close())
const get = (path: string) => api(running.app).get(path)

type Item = { type: string; slug: string; community?: { slug: string }; highlights: Highlight[] }
interface Highlight {
  field: string
  text: string
  offset: number
  html: string
  ranges: { start: number; end: number }[]
}

const search = async (q: string, more: Record<string, string> = {}) => {
  const { body } = await get(`/v1/search?${new URLSearchParams({ q, ...more }).toString()}`).expect(
    200,
  )
  return body
}
const nameOf = ({ slug, community }: Item) => (community ? `${community.slug}/${slug}` : slug)
const found = async (q: string, more: Record<string, string> = {}) => {
  const { data } = await search(q, more)
  return data.map(nameOf).join(' ')
}

const hostile = 'A <b>kazoo</b> & "friends" <script>alert(1)</script>'

beforeAll(async () => {
  running = await startApp()
  const add = (content: Parameters<typeof contentOf>[0]) =>
    savePublished(running.database, contentOf(content))
  await add({ title: 'Fifth', sections: [{ body: 'They play the zither.' }] })
  await add({ title: 'Fourth', sections: [{ heading: 'The zither', body: 'Strings.' }] })
  await add({ title: 'Third', tagline: 'All for the zither.' })
  await add({ title: 'Second', aliases: ['Zither friends'], kind: 'fandom', tags: ['strings'] })
  await add({ title: 'Zither', kind: 'fandom', regions: [{ region: 'sapporo', role: 'origin' }] })
  await add({
    title: 'Zither players of the world',
    regions: [{ region: 'global', role: 'scope' }],
    sections: [{}, { slug: 'history', kind: 'history', heading: 'History', body: 'Old strings.' }],
  })
  await add({
    title: 'Élèves de Łódź',
    defaultLocale: 'fr',
    sections: [{ heading: 'Aperçu', body: 'Ils chantaient des chansons naïves à l’école.' }],
    regions: [{ region: 'france', role: 'primary' }],
  })
  await add({
    title: '北海道大学の人々',
    tagline: '学生。',
    defaultLocale: 'ja',
    sections: [{ heading: '概要', body: 'アイヌの伝統文化を学ぶ学生たち。' }],
    translations: { en: { title: 'Students of Hokkaido', tagline: null } },
  })
  await add({
    title: '中文维基百科社群',
    defaultLocale: 'zh',
    sections: [{ heading: '概述', body: '志愿者编辑百科全书。' }],
    regions: [{ region: 'online', role: 'scope' }],
  })
  await add({
    title: 'คนรักอาหาร',
    defaultLocale: 'th',
    sections: [{ heading: 'ภาพรวม', body: 'พวกเขาชอบทำอาหารทะเลด้วยกัน' }],
    regions: [{ region: 'thailand', role: 'primary' }],
  })
  await add({
    title: 'Runners',
    sections: [{ body: 'They were running through dark forests, singing ballads.' }],
  })
  await add({ title: 'Kazoo makers', sections: [{ body: hostile }] })
})

describe('a search', () => {
  it('ranks a word in a title before one in an alias, a tagline, a heading, a text', async () => {
    const names = (await found('zither')).split(' ')
    expect(names.slice(0, 7).join(' ')).toBe(
      'zither zither-players-of-the-world second third fourth/overview fourth fifth/overview',
    )
    // The title of their community is all that these have.
    expect(names.slice(7).sort()).toEqual([
      'zither-players-of-the-world/history',
      'zither-players-of-the-world/overview',
      'zither/overview',
    ])
  })

  it.each([
    ['zither strings', 'second fourth/overview zither-players-of-the-world/history'],
    ['"dark forests"', 'runners/overview'],
    ['"forests dark"', ''],
    ['dark-forests', 'runners/overview'],
    ['forests dark', 'runners/overview'],
    ['kazoo OR ballads', 'kazoo-makers runners/overview kazoo-makers/overview'],
    ['zither -friends -strings -heading', 'zither'],
    ['-"of the world" zither players', ''],
  ])('reads %s as web search engines do', async (q, items) => {
    const names = await found(q, q.startsWith('zither -') ? { type: 'community', limit: '1' } : {})
    expect(names.split(' ').sort()).toEqual(items.split(' ').sort())
  })

  it.each([
    ['run forest ballad', 'runners/overview'],
    ['chanter', 'eleves-de-lodz/overview'],
    ['eleve lodz', 'eleves-de-lodz'],
    ['ÉCOLE NAÏVE', 'eleves-de-lodz/overview'],
    ['ecole naive', 'eleves-de-lodz/overview'],
  ])('finds %s whatever its ending, case and accents', async (q, first) => {
    expect((await found(q)).split(' ')[0]).toBe(first)
  })

  it.each([
    ['伝統文化', /\/overview$/],
    ['北海道', /./],
    ['百科全书', /\/overview$/],
    ['维基百科', /./],
    ['อาหารทะเล', /\/overview$/],
    ['คนรัก', /./],
  ])('finds %s where words are not set apart', async (q, name) => {
    const names = (await found(q)).split(' ')
    expect(names[0]).toMatch(name)
    const { data } = await search(q)
    expect(data[0].highlights[0].ranges.length).toBeGreaterThan(0)
  })

  it('shows titles in the wanted language and says so, and finds all languages', async () => {
    const { body, headers } = await get(
      `/v1/search?q=${encodeURIComponent('北海道')}&type=community&locale=en`,
    ).expect(200)
    expect(body.data).toMatchObject([{ title: 'Students of Hokkaido', locale: 'en' }])
    expect(body.data[0].highlights).toMatchObject([{ field: 'title', locale: 'ja' }])
    expect(headers['content-language']).toBe('en')
  })
})

describe('a mistyped word', () => {
  it('is searched for as it was meant where nothing is found, and the answer says so', async () => {
    const { data, didYouMean } = await search('zihter freinds')
    expect(didYouMean).toBe('zither friends')
    expect(data.map(nameOf)).toEqual(['second'])
    const exact = await search('zither friends')
    expect(exact).not.toHaveProperty('didYouMean')
    expect(data).toEqual(exact.data)
  })

  it('keeps phrases, alternatives and exclusions, pages, facets and counts', async () => {
    const { didYouMean } = await search('"dark forrests" OR kazzoo -zither')
    expect(didYouMean).toBe('"dark forests" OR kazoo -zither')
    const all = await search('zihter', { facets: 'kind', total: 'true' })
    const right = await search('zither', { facets: 'kind', total: 'true' })
    expect(all).toMatchObject({ page: { total: right.page.total }, facets: right.facets })
    expect(await throughPages('zihter')).toEqual(await throughPages('zither'))
  })

  it('leads nowhere where nothing is near or only filters left nothing', async () => {
    for (const more of [{}, { kind: 'profession' }]) {
      const q = 'kind' in more ? 'zither' : 'qqqqqqqq'
      const answer = await search(q, more)
      expect(answer).toEqual({ data: [], page: { limit: 20, next: null }, truncated: false })
    }
  })

  it('never means a word that no public text has any more', async () => {
    const { database } = running
    const content = contentOf({ title: 'Xylophonists', sections: [{ body: 'Marimbaphones.' }] })
    const id = await savePublished(database, content)
    expect((await search('xylophonits')).didYouMean).toBe('xylophonists')
    expect((await search('marimbaphonse')).didYouMean).toBe('marimbaphones')
    // The stem stays public, the word does not.
    await savePublished(
      database,
      contentOf({ title: 'Other', sections: [{ body: 'Xylophonist.' }] }),
    )
    await takeBack(database, id)
    expect(await search('xylophonits')).not.toMatchObject({ didYouMean: 'xylophonists' })
    expect(await search('marimbaphonse')).not.toHaveProperty('didYouMean')
    await takeBack(database, 'other')
  })
})

async function throughPages(q: string, more: Record<string, string> = {}): Promise<string[]> {
  const names: string[] = []
  let cursor: string | null = null
  do {
    const { data, page } = await search(q, { ...more, limit: '2', ...(cursor ? { cursor } : {}) })
    names.push(...data.map(nameOf))
    cursor = page.next
  } while (cursor !== null)
  return names
}

describe('highlights', () => {
  const highlightsIn = async (q: string, more: Record<string, string> = {}) => {
    const { data } = await search(q, more)
    return data.flatMap((item: Item) => item.highlights)
  }

  it('mark the words that were found, as they stand in the text', async () => {
    expect((await highlightsIn('run ballad'))[0]).toMatchObject({
      field: 'text',
      html: 'They were <mark>running</mark> through dark forests, singing <mark>ballads</mark>.',
    })
    const marked = (await highlightsIn('eleve'))[0]
    expect(marked.html).toBe('<mark>Élèves</mark> de Łódź')
  })

  it('give offsets that are true in every language', async () => {
    for (const q of ['zither', 'running OR kazoo', '伝統文化', '百科', 'อาหาร', 'chanter ecole']) {
      const highlights: Highlight[] = await highlightsIn(q)
      expect(highlights.length, q).toBeGreaterThan(0)
      for (const { text, html, ranges } of highlights) {
        const marks = [...html.matchAll(/<mark>(.*?)<\/mark>/g)].map(([, word]) => word)
        expect(ranges.map(({ start, end }) => text.slice(start, end))).toEqual(marks)
        expect(ranges.length).toBeGreaterThan(0)
      }
    }
  })

  it('hold no markup but their own', async () => {
    const { html, text } = (await highlightsIn('kazoo friends'))[0]
    expect(html.replaceAll(/<\/?mark>/g, '')).not.toMatch(/[<>"]/)
    expect(html).toContain('<mark>kazoo</mark>')
    const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' }
    const plain = html
      .replaceAll(/<\/?mark>/g, '')
      .replaceAll(/&(\w+);/g, (_: string, name: string) => entities[name] ?? '')
    expect(plain).toBe(text)
  })

  it('show of a long text the part that has the most, and where it begins', async () => {
    const filling = 'Nothing of note happened then. '.repeat(200)
    const body = `A gamelan. ${filling}The gamelan met the gamelan. ${filling}`
    const content = contentOf({ title: 'Long ago', sections: [{ body }] })
    await savePublished(running.database, content)
    const [{ text, offset, ranges }] = await highlightsIn('gamelan')
    const { body: profile } = await get('/v1/communities/long-ago?bodyFormat=text').expect(200)
    const whole: string = profile.sections[0].text
    expect(whole.slice(offset, offset + text.length)).toBe(text)
    expect(ranges).toHaveLength(2)
    expect(text.length).toBeLessThanOrEqual(240)
  })
})

describe('filters, facets and counts', () => {
  const filters: Record<string, string>[] = [
    {},
    { kind: 'fandom' },
    { region: 'japan' },
    { region: 'asia', regionScope: 'exact' },
    { region: 'japan', includeGlobal: 'true' },
    { tag: 'strings' },
    { section: 'history' },
    { section: 'overview', type: 'section' },
    { type: 'community' },
    { availableIn: 'en' },
    { availableIn: 'fr' },
    { updatedSince: '2099-01-01T00:00:00Z' },
  ]

  it.each(filters)('agree with what is found: %o', async (filter) => {
    const q = 'zither OR running OR eleve'
    const names = await throughPages(q, filter)
    const asked = { ...filter, facets: 'region,kind,tag,section', total: 'true', limit: '100' }
    const { page, facets } = await search(q, asked)
    expect(page.total).toBe(names.length)
    expect(new Set(names).size).toBe(names.length)
    for (const [facet, counts] of Object.entries<{ value: string; count: number }[]>(facets)) {
      if (facet in filter) continue
      for (const { value, count } of counts) {
        const narrowed = await search(q, { ...filter, [facet]: value, limit: '100' })
        expect(narrowed.data.length, `${facet}=${value}`).toBe(count)
      }
    }
  })

  it('label each value', async () => {
    const { facets } = await search('zither', {
      facets: 'region,kind',
      kind: 'fandom',
      locale: 'es',
    })
    expect(facets.kind).toEqual([{ value: 'fandom', label: 'Fandom', count: 3 }])
    expect(facets.region).toContainEqual({ value: 'japan', label: 'Japón', count: 3 })
  })
})

describe('a cursor', () => {
  it('leads through all that was found, in one order', async () => {
    const { data } = await search('zither', { limit: '100' })
    expect(await throughPages('zither')).toEqual(data.map(nameOf))
  })

  it('is good for its own query only', async () => {
    const { page } = await search('zither', { limit: '2' })
    const other = new URLSearchParams({ q: 'kazoo', cursor: page.next })
    await get(`/v1/search?${other.toString()}`).expect(400)
    await search('zither', { limit: '3', cursor: page.next, facets: 'kind' })
  })
})

describe('a bad parameter', () => {
  it.each([
    ['q=a&sektion=history', 'sektion', '“section”'],
    ['q=a&facets=kinds', 'facets', '“kind”'],
    ['q=', 'q', ''],
    ['q=%20%20', 'q', ''],
    ['', 'q', ''],
    [`q=${'a'.repeat(201)}`, 'q', '200'],
    ['q=a&q=b', 'q', ''],
    ['q=!!!', 'q', 'no word'],
    ['q=-zither', 'q', 'must not'],
    ['q=kazoo%20OR%20-zither', 'q', 'must not'],
    ['q=a&type=region', 'type', ''],
    ['q=a&region=japn', 'region', '“japan”'],
    ['q=a&regionScope=exact', 'regionScope', ''],
    ['q=a&cursor=AAAA', 'cursor', ''],
    ['q=a&limit=0', 'limit', ''],
  ])('?%s is refused by name', async (query, parameter, said) => {
    const { body } = await get(`/v1/search?${query}`).expect(400)
    expect(body.errors).toMatchObject([{ parameter }])
    expect(body.errors[0].detail).toContain(said)
  })

  it('names all that is wrong at once', async () => {
    const { body } = await get('/v1/search?q=!&region=japn').expect(400)
    expect(body.errors.map((fault: { parameter: string }) => fault.parameter)).toEqual([
      'q',
      'region',
    ])
  })

  it('NUL is refused', async () => {
    await get('/v1/search?q=a%00b').expect(400)
    await get('/v1/suggest?q=a%00b').expect(400)
  })
})

describe('what can be found follows what is public at once', () => {
  it('a draft is never found, a publication is, what it no longer says is not', async () => {
    const { database } = running
    const first = contentOf({
      title: 'Ocarina circle',
      tagline: 'For all who whistle.',
      aliases: ['Goose flutes'],
      sections: [{ heading: 'Clay', body: 'Terracotta whistling.' }],
    })
    const words = ['ocarina', 'goose', 'clay', 'terracotta']
    const all = async () =>
      (await Promise.all(words.map((word) => found(word)))).map((s) => s !== '')
    const id = await save(database, first)
    expect(await all()).toEqual([false, false, false, false])
    await publish(database, id)
    expect(await all()).toEqual([true, true, true, true])
    const second = contentOf({
      ...first,
      title: 'Whistle circle',
      slug: 'whistle-circle',
      aliases: [],
      sections: [{ heading: 'Wood', body: 'Spruce.' }],
    })
    await save(database, second, id)
    expect(await all()).toEqual([true, true, true, true])
    await publish(database, id)
    expect(await all()).toEqual([false, false, false, false])
    expect(await found('spruce')).toBe('whistle-circle/overview')
    await takeBack(database, id)
    expect(await found('spruce')).toBe('')
    expect(await found('whistle')).toBe('')
  })
})

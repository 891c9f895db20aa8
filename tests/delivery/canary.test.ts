import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Content } from '../../src/atlas/content.ts'
import { newId } from '../../src/atlas/identity.ts'
import { vocabularyNames } from '../../src/atlas/vocabularies/vocabularies.ts'
import { problemTypes } from '../../src/problem-types.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import {
  type Answer,
  addressesOf,
  ask,
  crawl,
  getRoutes,
  leaksIn,
  type Recipes,
} from '../support/crawl.ts'
import { contentOf, save, savePublished, takeBack } from '../support/factories.ts'
import { keyFor } from '../support/keys.ts'

const word = (place: string) => `qz${place}xv`
const draftSlug = word('draftslug')
const draftId = newId()
const sectionId = newId()
const referenceId = newId()

/** Words that stand in a draft, in a revision that waits or in a withdrawn community, and nowhere else. */
const draftWords = [
  ...'draftslug title tagline alias tag heading body section note quote credit license'.split(' '),
  ...'imagealt imageurl linkurl linklabel canonicalurl'.split(' '),
  ...'translatedtitle translatedtagline translatedheading translatedbody'.split(' '),
].map(word)
const revisionWords = 'newtitle newslug newtagline newbody newtag newheading'.split(' ').map(word)
const withdrawnWords = 'gonetitle gonetagline gonebody gonetag gonealias goneheading goneold'
  .split(' ')
  .map(word)

const image = {
  url: `https://example.org/${word('imageurl')}.png`,
  alt: word('imagealt'),
  width: null,
  height: null,
  credit: null,
  license: null,
}

const draft = contentOf({
  title: word('title'),
  slug: draftSlug,
  kind: 'diaspora',
  tagline: word('tagline'),
  aliases: [word('alias')],
  tags: [word('tag')],
  images: [image],
  regions: [{ region: 'peru', role: 'primary' }],
  sections: [
    {
      id: sectionId,
      slug: word('section'),
      kind: 'cuisine',
      heading: word('heading'),
      body: `${word('body')} and [[open-house]].`,
      translations: { eo: { heading: word('translatedheading'), body: word('translatedbody') } },
    },
  ],
  crossReferences: [
    {
      id: referenceId,
      relation: 'derived_from',
      target: { community: 'open-house' },
      section: word('section'),
      quote: word('quote'),
      note: word('note'),
    },
    {
      relation: 'source',
      target: { url: `https://example.org/${word('linkurl')}`, label: word('linklabel') },
    },
  ],
  translations: { eo: { title: word('translatedtitle'), tagline: word('translatedtagline') } },
  canonicalUrl: `https://example.org/${word('canonicalurl')}`,
  license: word('license'),
  creditText: word('credit'),
})

const openHouse = contentOf({
  title: 'Open house',
  tags: ['open'],
  regions: [
    { region: 'japan', role: 'primary' },
    { region: 'global', role: 'scope' },
  ],
  sections: [
    {
      body: 'See [[known-name]], [[known-name|what I wrote]], [[gone-place|the old place]] and [[neighbour]].',
      translations: { es: { heading: 'Resumen', body: 'Ver [[known-name]].' } },
    },
    { slug: 'history', kind: 'history', heading: 'History', body: 'Long ago.' },
  ],
  translations: { es: { title: 'Casa abierta', tagline: 'Sobre la casa.' } },
})

let running: RunningApp
let ids: Record<'open' | 'former' | 'gone' | 'goneSection' | 'openSection', string>
let before: Answer[]
let after: Answer[]
let recipes: Recipes

/** The public state first; then what must not be seen, so that every answer can be compared with itself. */
beforeAll(async () => {
  // What was kept from before would hide a leak.
  running = await startApp({ CACHE_BYTES: 0, EXPORTS_AT_ONCE: 8 })
  const { database } = running
  const former = await savePublished(database, contentOf({ title: 'Neighbour' }))
  const linked = contentOf({ title: 'Once linked', sections: [{ body: 'To [[known-name]].' }] })
  await savePublished(database, linked)
  await savePublished(database, { ...linked, sections: contentOf({ title: 'Once' }).sections })
  await savePublished(database, contentOf({ title: 'Before', slug: 'renamed-before' }))
  const renamed = contentOf({ title: 'After', slug: 'renamed-after' })
  await save(database, renamed, 'renamed-before')
  await savePublished(database, renamed)
  const gone = await publishAndWithdraw(running)
  const references: Content['crossReferences'] = ['known-name', draftId, 'gone-place'].map(
    (community) => ({
      id: newId(),
      relation: 'related_to',
      target: { community },
      section: null,
      quote: 'Words of the open house',
      note: null,
    }),
  )
  const open = await savePublished(database, { ...openHouse, crossReferences: references })
  ids = {
    open,
    former,
    gone: gone.id,
    goneSection: gone.section,
    openSection: openHouse.sections[0]?.id ?? '',
  }
  recipes = recipesFor(ids)
  before = await crawl(running, recipes)

  await hide(running)
  after = await crawl(running, recipes)
}, 480_000)
afterAll(() => running.close())

async function publishAndWithdraw({ database }: RunningApp) {
  const content = contentOf({
    title: word('gonetitle'),
    slug: 'gone-place-first',
    tagline: word('gonetagline'),
    aliases: [word('gonealias')],
    tags: [word('gonetag')],
    sections: [{ heading: word('goneheading'), body: `${word('gonebody')} [[open-house]]` }],
  })
  const id = await savePublished(database, content)
  await save(database, { ...content, slug: 'gone-place' }, id)
  await savePublished(database, { ...content, slug: 'gone-place' })
  await takeBack(database, id)
  return { id, section: content.sections[0]?.id ?? '' }
}

const editorialWords = 'author message comment keyname trash scheduled merged'.split(' ').map(word)

/** All that editors can leave behind without showing it: reviews, schedules, trash, links, names of people. */
async function workBehindTheScenes({ app, database }: RunningApp) {
  const editor = api(app, await keyFor(database, 'editor', { name: word('author') }))
  const at = (slug: string, ...rest: string[]) =>
    ['/v1/editorial/communities', slug, ...rest].join('/')
  const create = (title: string) =>
    editor
      .post('/v1/editorial/communities')
      .set('X-Change-Message', word('message'))
      .send({ title, tagline: word('trash'), regions: [{ region: 'PE', role: 'primary' }] })
      .expect(201)
  await create(word('trash'))
  await editor
    .delete(at(word('trash')))
    .set('If-Match', '*')
    .expect(200)
  await create(word('scheduled'))
  const schedule = { publication: { at: '2099-01-01T00:00:00Z' } }
  await editor
    .put(at(word('scheduled'), 'schedule'))
    .set('If-Match', '*')
    .send(schedule)
    .expect(200)
  const step = { verdict: 'submitted', comment: word('comment') }
  await editor
    .post(at(word('scheduled'), 'review'))
    .set('If-Match', '*')
    .send(step)
    .expect(200)
  await editor
    .post(at(word('scheduled'), 'preview-links'))
    .send({})
    .expect(201)
  await create(word('merged'))
  const into = { into: word('scheduled') }
  await editor
    .post(at(word('merged'), 'merge'))
    .set('If-Match', '*')
    .send(into)
    .expect(200)
  await editor.post(at('open-house', 'review')).set('If-Match', '*').send(step).expect(200)
  await editor.put(at('open-house', 'schedule')).set('If-Match', '*').send(schedule).expect(200)
  await keyFor(database, 'admin', { name: word('keyname') })
}

/** A draft whose first slug others link to, and a revision of a published community that waits. */
async function hide(running: RunningApp) {
  const { database } = running
  await workBehindTheScenes(running)
  const saved = await save(database, { ...draft, slug: 'known-name' })
  await save(database, draft, saved)
  await save(
    database,
    {
      ...openHouse,
      slug: word('newslug'),
      title: word('newtitle'),
      tagline: word('newtagline'),
      tags: [word('newtag')],
      sections: openHouse.sections.map((section) => ({
        ...section,
        heading: `${word('newheading')} ${section.slug}`,
        body: word('newbody'),
      })),
    },
    'open-house',
  )
}

const mistyped = (value: string) => value.slice(0, -1)

function recipesFor(known: typeof ids): Recipes {
  const communities = [
    ...['open-house', 'neighbour', 'once-linked', 'renamed-before', 'renamed-after', 'gone-place'],
    ...[
      'gone-place-first',
      'known-name',
      draftSlug,
      word('trash'),
      word('scheduled'),
      word('merged'),
      mistyped(draftSlug),
      word('newslug'),
    ],
    ...[known.open, known.gone, draftId, word('title'), 'never-known'],
  ]
  const regions = ['japan', 'JP', '604', 'peru', 'americas', 'world', 'global', word('title')]
  return {
    endings: [
      ...['.json', '.jsonld', '.md', '.html', '.txt', '.pdf'],
      ...['.jsonld', '.md', '.html', '.txt'].map((suffix) => `${suffix}?locale=eo`),
    ],
    path: {
      community: communities,
      section: [
        ...['overview', 'history', 'cuisine', word('section'), mistyped(word('section'))],
        ...[known.openSection, known.goneSection, sectionId],
      ],
      region: regions,
      vocabulary: [...vocabularyNames, draftSlug],
      part: ['1.xml', draftSlug],
      type: [...Object.keys(problemTypes), draftSlug],
    },
    query: {
      region: [...regions, mistyped(draftSlug)],
      kind: ['diaspora', 'microculture', 'country', draftSlug],
      tag: ['open', word('tag'), word('gonetag'), word('newtag'), mistyped(word('tag'))],
      section: ['overview', 'cuisine', word('section')],
      availableIn: ['en', 'es', 'eo', draftSlug],
      updatedSince: ['2020-01-01T00:00:00Z', draftSlug],
      regionScope: ['exact', draftSlug],
      includeGlobal: ['true', 'false'],
      sort: ['title', '-updatedAt', draftSlug],
      fields: ['title,tagline,aliases,tags,images', 'sections,crossReferences', draftSlug],
      include: ['sections', 'crossReferences', 'resource', draftSlug],
      bodyFormat: ['markdown', 'html', 'text', draftSlug],
      locale: ['en', 'es', 'eo', draftSlug],
      fallback: ['none', draftSlug],
      limit: ['3', '100'],
      total: ['true'],
      wait: ['0', draftSlug],
      direction: ['outgoing', 'incoming'],
      relation: ['related_to', 'derived_from', 'gave_rise_to', 'mentions'],
      from: communities,
      to: communities,
      depth: ['1', '3', draftSlug],
      parent: regions,
      type: ['community', 'section', 'region', draftSlug],
      q: [
        ...['house', 'japan', 'jap', 'Resumen', 'about OR words', draftSlug, mistyped(draftSlug)],
        ...['title', 'body', 'gonetitle', 'gonebody', 'newbody', 'goneheading', 'tag'].map(word),
        ...['title', 'gonetitle', 'gonealias', 'gonebody'].map((place) => mistyped(word(place))),
      ],
      facets: ['region,kind,tag,section', draftSlug],
    },
  }
}

const hidden = () => [
  ...draftWords,
  ...editorialWords,
  ...revisionWords,
  ...withdrawnWords,
  sectionId,
  referenceId,
]

/** An answer without what differs from one request to the next. */
function lasting({ status, statusText, headers, text }: Answer) {
  const { date: _date, ratelimit: _limit, 'x-request-id': request = '', ...others } = headers
  return { status, statusText, headers: others, text: text.replaceAll(request, '') }
}

describe('what is not published', () => {
  it('is looked for at every GET route of the contract, and found addresses are real ones', () => {
    const { app } = running
    const crawled = (template: string) => {
      const path = new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/?]+')}(\\?|$)`)
      return after.filter(({ address }) => path.test(address))
    }
    for (const { template } of getRoutes(app)) {
      expect(
        crawled(template).filter(({ status }) => status === 200).length,
        template,
      ).toBeGreaterThan(0)
    }
    const profiles = after.filter(({ address }) => address.startsWith('/v1/communities/open-house'))
    for (const form of ['ld+json', 'markdown', 'html', 'plain', 'json']) {
      const inForm = profiles.filter(({ headers }) => headers['content-type']?.includes(form))
      expect(inForm.filter(({ accept }) => accept).length, form).toBeGreaterThan(0)
      expect(inForm.filter(({ accept }) => !accept).length, form).toBeGreaterThan(0)
    }
    const statuses = new Set(after.map(({ status }) => status))
    expect([...statuses].toSorted((a, b) => a - b)).toEqual([200, 308, 400, 404, 410])
    expect(after.some(({ address }) => address.includes('cursor='))).toBe(true)
  })

  it('appears in no public answer: not in a status line, not in a header, not in a body', () => {
    expect(after.flatMap((answer) => leaksIn(answer, hidden()))).toEqual([])
  })

  it('changes nothing of any public answer: no byte, count, tag of a cache or status', () => {
    expect(after.map(({ address }) => address)).toEqual(before.map(({ address }) => address))
    for (const [index, answer] of after.entries()) {
      // These are figures of the process, which go on.
      if (answer.address === '/metrics') continue
      const earlier = before[index]
      if (earlier) expect(lasting(answer), answer.address).toEqual(lasting(earlier))
    }
  })

  it('is linked to by nothing but the words of the published author', async () => {
    const address = '/v1/communities/open-house?bodyFormat=markdown,html,text'
    const { sections, crossReferences } = JSON.parse((await ask(running.url, address)).text)
    const words = 'See known-name, what I wrote, the old place and'
    const [{ body, html, text }] = sections
    expect(body).toBe(`${words} [[neighbour]].`)
    expect(text).toContain(words)
    expect(html).toContain(words)
    expect(html.match(/<a /g)).toHaveLength(1)
    const targets = crossReferences.map(({ target }: { target: { slug: string } }) => target.slug)
    expect(targets).toEqual(['neighbour'])
  })

  it('answers as what was never known does', async () => {
    for (const path of ['', '/sections', '/sections/overview', '/cross-references']) {
      for (const slug of [draftSlug, 'known-name', word('newslug')]) {
        const known = await ask(running.url, `/v1/communities/${slug}${path}`)
        const unknown = await ask(running.url, `/v1/communities/never-known${path}`)
        expect(known.status).toBe(404)
        const unnamed = (answer: Answer, name: string) => {
          const { text, headers, ...rest } = lasting(answer)
          const { 'content-length': _length, etag: _etag, ...others } = headers
          return { ...rest, headers: others, text: text.replaceAll(name, '…') }
        }
        expect(unnamed(known, slug)).toEqual(unnamed(unknown, 'never-known'))
      }
    }
  })
})

describe('the crawler', () => {
  it('stops at a parameter that it has no recipe for', () => {
    const route = { template: '/v1/new/{thing}', path: ['thing'], query: [], mediaTypes: [] }
    expect(() => addressesOf(route, recipes)).toThrow('no recipe for “thing” of /v1/new/{thing}')
    const sorted = { template: '/v1/new', path: [], query: ['mood'], mediaTypes: [] }
    expect(() => addressesOf(sorted, recipes)).toThrow('no recipe for “mood” of /v1/new')
  })

  it('sees a word in a status line, a header, a body, and behind what it asked for itself', () => {
    const answer: Answer = {
      address: '/',
      status: 404,
      statusText: 'Not Found',
      headers: { 'content-type': 'application/problem+json' },
      text: JSON.stringify({ detail: 'There is no “qzax”.' }),
      asked: ['qzax'],
    }
    const found = (changed: Partial<Answer>) =>
      leaksIn({ ...answer, ...changed }, ['qzaxv', 'qzax'])
    expect(found({})).toEqual([])
    expect(found({ statusText: 'No QZAXV' })).not.toEqual([])
    expect(found({ headers: { ...answer.headers, etag: '"qzaxv"' } })).not.toEqual([])
    expect(found({ text: JSON.stringify({ detail: 'Did you mean “qzaxv”?' }) })).not.toEqual([])
    expect(found({ text: JSON.stringify({ detail: '', title: 'qzax' }) })).not.toEqual([])
    expect(found({ status: 200, headers: {}, text: 'qzax' })).not.toEqual([])
  })

  it('reports a draft’s words once they are put among what is published', async () => {
    const { database } = running
    const sql = (statement: string, ...values: string[]) => database.pool.query(statement, values)
    const neighbour = ids.former
    const text = `section_id IN (SELECT id FROM published.section WHERE community_id = $1::uuid)`
    await sql(
      'UPDATE published.community_text SET title = $2, tagline = $3 WHERE community_id = $1::uuid',
      ...[neighbour, word('title'), word('tagline')],
    )
    await sql(
      `UPDATE published.section_text SET heading = $2, body = $3, html = $4 WHERE ${text}`,
      ...[neighbour, word('heading'), word('body'), `<p>${word('translatedbody')}</p>`],
    )
    await sql(
      'UPDATE published.community SET tags = ARRAY[$2], aliases = ARRAY[$3], credit_text = $4 WHERE id = $1::uuid',
      ...[neighbour, word('tag'), word('alias'), word('credit')],
    )
    await sql('UPDATE published.assertion SET note = $1', word('note'))
    await sql(
      `UPDATE published.edge SET from_name = regexp_replace(from_name, '"slug" : "[^"]+', '"slug" : "' || $1),
        to_name = regexp_replace(to_name, '"slug" : "[^"]+', '"slug" : "' || $1)`,
      word('draftslug'),
    )
    // A server that starts now has nothing from before in its memory.
    const fresh = await startApp({}, { database })
    try {
      const answers = await crawl(fresh, {
        ...recipes,
        path: { ...recipes.path, community: ['neighbour', 'open-house'], section: ['overview'] },
      })
      const leaks = answers.flatMap((answer) => leaksIn(answer, hidden()))
      const places =
        'title tagline heading body translatedbody tag alias credit note draftslug'.split(' ')
      expect([...new Set(leaks.map((leak) => leak.word))].sort()).toEqual(places.map(word).sort())
      const showing = leaks.filter((leak) => leak.word === word('title')).map((l) => l.address)
      expect(showing).toEqual(
        expect.arrayContaining([
          ...['/v1/communities', '/v1/communities/neighbour'],
          ...['.json', '.jsonld', '.md', '.html', '.txt'].map(
            (suffix) => `/v1/communities/neighbour${suffix}`,
          ),
        ]),
      )
    } finally {
      await fresh.close()
    }
  }, 120_000)
})

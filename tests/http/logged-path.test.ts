import { expect, it } from 'vitest'
import { loggedPath } from '../../src/http/logged-path.ts'

it.each([
  ['/v1/communities/ainu?token=secret', '/v1/communities/ainu'],
  ['/v1/communities/%E3%82%A2#secret', '/v1/communities/%E3%82%A2'],
  ['http://user:secret@a/v1/communities/ainu', '/v1/communities/ainu'],
  ['/v1/previews/secret', '/v1/previews/…'],
  ['/v1/previews/secret/more?locale=ja', '/v1/previews/…'],
  ['http://a/v1/previews/secret', '/v1/previews/…'],
  ['/%76%31/%70review%73/secret', '/v1/previews/…'],
  ['/v1%2Fpreviews%2fsecret', '/v1/previews/…'],
  ['//v1//PREVIEWS/secret', '//v1//PREVIEWS/…'],
  ['/v1/%70reviews/secret%zz', '/v1/previews/…'],
])('%j is logged as %j', (url, path) => {
  expect(loggedPath(url)).toBe(path)
})

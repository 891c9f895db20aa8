/**
 * Fails where what is generated from the contract, by us or by those who use it, does not compile under `tsc --strict`
 * with every library checked: the types of openapi-typescript, the client of @hey-api/openapi-ts, and ours as installed.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'atlas-compile-'))

function run(program: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', program), args, {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status === 0) return
  process.stderr.write(`${program} ${args.join(' ')}\n${stdout}${stderr}\n`)
  process.exitCode = 1
}

const contract = join(root, 'openapi.yaml')
run('openapi-typescript', contract, '--output', 'types.d.ts')
// As its users run it who set nothing.
run('openapi-ts', '--silent', '--no-log-file', '--input', contract, '--output', 'client')

mkdirSync(join(folder, 'node_modules'))
symlinkSync(root, join(folder, 'node_modules/culture-atlas'))
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
writeFileSync(
  join(folder, 'reader.ts'),
  `import { type AtlasProblem, createAtlas, type WholeCommunity } from 'culture-atlas/client'
import type { paths } from './types.js'

type Answer = paths['/v1/communities/{community}']['get']['responses']['200']['content']['application/json']

const atlas = createAtlas({ baseUrl: 'http://127.0.0.1:3000' })
export const title = async (): Promise<Answer['title']> =>
  (await atlas.getCommunity({ path: { community: 'ainu' } })).title
export async function* whole(): AsyncGenerator<WholeCommunity> {
  for await (const line of atlas.dump()) if (line.type === 'community') yield line
}
export const isGone = (problem: AtlasProblem) => problem.type === '/problems/gone'
// @ts-expect-error no such operation
export const none = atlas.getUnicorn
// @ts-expect-error no such kind of problem
export const never = (problem: AtlasProblem) => problem.type === '/problems/none'
`,
)

/** Nothing but the web's own types: what compiles so compiles in browsers and in Node. */
function compile(files: string[], module: string): void {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    target: 'es2022',
    lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'],
    types: [],
    module,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  run('tsc', '--project', folder)
}

compile(['reader.ts', 'types.d.ts'], 'nodenext')
compile(['reader.ts', 'client/index.ts'], 'preserve')
rmSync(folder, { recursive: true })

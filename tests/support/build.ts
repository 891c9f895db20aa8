import { copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Brings `dist` up to date with `src`, file by file and without checking types: nothing is to be done after `npm ci`,
 * and next to nothing after an edit.
 */
export async function bringBuildUpToDate(): Promise<void> {
  const files = await readdir(join(root, 'src'), { recursive: true })
  const pairs = files
    .filter((file) => ['.ts', '.json'].includes(extname(file)))
    .map((file) => ({
      source: join(root, 'src', file),
      built: join(root, 'dist', file.replace(/\.ts$/, '.js')),
    }))
  const stale = []
  for (const pair of pairs) if (await isStale(pair)) stale.push(pair)
  if (stale.length === 0) return
  const build = await builder()
  for (const { source, built } of stale) {
    await mkdir(dirname(built), { recursive: true })
    if (extname(source) === '.json') await copyFile(source, built)
    else await writeFile(built, build(await readFile(source, 'utf8'), source))
  }
}

async function isStale({ source, built }: { source: string; built: string }): Promise<boolean> {
  const [of, at] = await Promise.all([stat(source), stat(built).catch(() => null)])
  return !at || at.mtimeMs < of.mtimeMs
}

async function builder() {
  const { default: ts } = await import('typescript')
  const file = join(root, 'tsconfig.build.json')
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path))
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  // One file alone does not tell in which format its package is written.
  const compilerOptions = { ...options, module: ts.ModuleKind.ESNext, sourceMap: false }
  return (text: string, fileName: string) =>
    ts.transpileModule(text, { fileName, compilerOptions }).outputText
}
